"""Sites: the hosts that packs name, and the hosts of addresses."""

from __future__ import annotations

import re
from urllib.parse import urlsplit

_WHOLE = re.compile(r"(?:[a-z][\w+.-]*:)?//", re.IGNORECASE)
_HOST = re.compile(r"(?!-)[\w-]{1,63}(?:\.[\w-]{1,63})+")


def read_host(name: str) -> str | None:
    """Return a host name as hosts are compared, None where it is none: `Example.org` is `example.org`."""
    name = name.strip().lower()
    return _plain(name) if _HOST.fullmatch(name) else None


def host_of(url: str | None) -> str:
    """Return the host of an address, with or without its scheme; nothing where there is none."""
    url = url or ""
    try:
        return _plain((urlsplit(url if _WHOLE.match(url) else f"//{url}").hostname or "").rstrip("."))
    except ValueError:  # brackets that are no address
        return ""


def covers(site: str, host: str) -> bool:
    """Say whether a host belongs to a site: it is that host, or a subdomain of it."""
    return host == site or host.endswith(f".{site}")


def _plain(host: str) -> str:
    """Return a host in the letters that travel: `bücher.example` is `xn--bcher-kva.example`."""
    try:
        return host if host.isascii() else host.encode("idna").decode("ascii")
    except UnicodeError:
        return host
