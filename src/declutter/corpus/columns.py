"""Where things stand in a row."""

from __future__ import annotations

from dataclasses import dataclass, replace

MADE = ("articles", "warc")
"""Kinds of sources whose rows are made by their readers."""


@dataclass(frozen=True, slots=True)
class Columns:
    """The names of columns; those that are None are looked for under their usual name, and may be missing."""

    text: str = "text"
    id: str | None = None
    """Names a row in messages; `id` where there is one."""
    url: str | None = None
    """Where the document stands, for the rules of sites; `url` where there is one."""
    format: str | None = None
    """Each row says whether it is `text`, `markdown` or `html`."""
    result: str = "declutter"
    """The column that is added."""

    @property
    def original(self) -> str:
        """The column that keeps the text as it came, where the text itself is replaced."""
        return f"{self.text}_original"

    @property
    def id_name(self) -> str:
        """The column of ids, asked for or usual."""
        return self.id or "id"

    @property
    def url_name(self) -> str:
        """The column of addresses, asked for or usual."""
        return self.url or "url"

    def reading(self, kind: str) -> Columns:
        """Return the columns of a kind of source: where rows are made by its reader, it knows them better than the user."""
        return replace(self, text="text", id="id", url=None, format="format") if kind in MADE else self

    def way_out(self, name: str) -> str:
        """Return the advice where a column of this name is missing."""
        asked = next(each for each in ("text", "id", "url", "format") if getattr(self, each) == name)
        return f"say which (--{asked}-column, Columns({asked}=...))"

    @property
    def asked(self) -> tuple[str, ...]:
        """Those that must be there."""
        return tuple(name for name in (self.text, self.id, self.url, self.format) if name is not None)
