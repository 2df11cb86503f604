"""Packs for sites: on which documents they are used."""

from __future__ import annotations

import pickle
from pathlib import Path

import pytest

from declutter import Cleaner, PackError
from declutter.library import Library
from declutter.packs import parse_pack, schema
from declutter.sites import covers, host_of, read_host

PROSE = "The keeper of the lighthouse had not been seen since the storm, and nobody in the village knew where he was."
TEXT = f"Home\n\n{PROSE}\n\nHut\n\n{PROSE}\n"
PACK = """\
pack: {name}
language: en
version: 1
about: Rules of a test.
{sites}
rules:
  - id: {name}
    label: nav
    line: {line}
    why: It is so.
    hits: [a, b]
    misses: [c, d]
"""


def pack(folder: Path, name: str, line: str, sites: str = "") -> Path:
    """Write a pack of one rule."""
    path = folder / f"{name}.yml"
    path.write_text(PACK.format(name=name, line=line, sites=sites and f"sites: [{sites}]"), encoding="utf-8")
    return path


@pytest.fixture
def packs(tmp_path: Path) -> list[Path]:
    """Return a pack for all sites, and one for a single site."""
    return [pack(tmp_path, "all", "home"), pack(tmp_path, "one", "hut", "example.org")]


@pytest.mark.parametrize(
    ("name", "host"),
    [
        ("example.org", "example.org"),
        ("News.Example.org", "news.example.org"),
        ("bücher.example", "xn--bcher-kva.example"),
        ("https://example.org", None),
        ("example.org/a", None),
        ("example", None),
        ("*.example.org", None),
    ],
)
def test_a_site_is_a_host_name(name: str, host: str | None) -> None:
    """A host is compared in small letters that travel; addresses, paths and single words are no hosts."""
    assert read_host(name) == host


@pytest.mark.parametrize(
    ("url", "host"),
    [
        ("https://Example.org:8080/a?b", "example.org"),
        ("https://me@example.org./", "example.org"),
        ("http://bücher.example/", "xn--bcher-kva.example"),
        ("example.org/a?of=http://b.example/", "example.org"),
        ("//example.org/a", "example.org"),
        ("/a", ""),
        ("http://[::1", ""),
        (None, ""),
    ],
)
def test_an_address_has_a_host(url: str | None, host: str) -> None:
    """Port, user and letter case do not count; what is no address has no host."""
    assert host_of(url) == host


@pytest.mark.parametrize(("host", "covered"), [("example.org", True), ("a.b.example.org", True), ("badexample.org", False)])
def test_a_site_covers_its_subdomains(host: str, covered: bool) -> None:
    """A host belongs to a site where it is the same or lies under it."""
    assert covers("example.org", host) is covered


@pytest.mark.parametrize(
    ("url", "gone"),
    [
        ("https://example.org/a", ["Home", "Hut"]),
        ("https://www.example.org/a", ["Home", "Hut"]),
        ("https://example.com/example.org", ["Home"]),
        (None, ["Home"]),
    ],
)
@pytest.mark.parametrize("form", ["text", "markdown"])
def test_a_pack_of_a_site_is_used_there_alone(packs: list[Path], url: str | None, gone: list[str], form: str) -> None:
    """Other hosts, and documents without an address, are left to the packs of all sites."""
    report = Cleaner(packs, default_packs=False).clean(TEXT, format=form, url=url)
    assert [drop.text for drop in report.dropped] == gone


@pytest.mark.parametrize("url", ["https://example.org/", "https://example.com/", None])
def test_what_was_kept_of_packs_knows_their_sites(packs: list[Path], url: str | None) -> None:
    """A cleaner made of what was kept answers as one that has read its packs."""
    fresh, kept = (Cleaner(packs, default_packs=False).clean(TEXT, url=url).to_json() for _ in range(2))
    assert fresh == kept


def test_rules_are_compiled_once_for_a_site(packs: list[Path]) -> None:
    """Addresses of one site share their rules, and so do all that no pack names."""
    rules = Library(packs).rules
    assert rules("en", "https://example.org/a") is rules("en", "https://www.example.org/b")
    assert rules("en", "https://example.com/") is rules("en", "https://example.net/") is rules("en")
    assert rules("en", "https://example.org/a") is not rules("en")


def test_a_library_travels_between_processes(packs: list[Path]) -> None:
    """A library that has compiled nothing yet can be pickled."""
    assert pickle.loads(pickle.dumps(Library(packs))).languages == {"en"}  # noqa: S301  (it is our own)


@pytest.mark.parametrize(
    ("sites", "place"),
    [("[example]", "5:9: 'example'"), ("[a.example, 'b c']", "5:20: 'b c'"), ("https://a.example", "5:8: 'https://a.example'")],
)
def test_a_site_that_is_no_host_is_a_fault_with_its_place(sites: str, place: str) -> None:
    """The fault stands at the host and says how to write one."""
    with pytest.raises(PackError) as caught:
        parse_pack(PACK.format(name="a", line="b", sites=f"sites: {sites}").encode(), "p.yml")
    assert str(caught.value) == f"p.yml:{place} is no host; write its name alone, as example.org"


def test_the_schema_knows_sites() -> None:
    """Editors are told that `sites` are hosts, and that a pack may go without."""
    assert "sites" in schema()["properties"]
    assert "sites" not in schema()["required"]
