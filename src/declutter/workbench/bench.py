"""The open documents, what the cleaner decides on them, what the person said, and the two files that are written to."""

from __future__ import annotations

from collections.abc import Callable, Sequence
from contextlib import AbstractContextManager
from dataclasses import dataclass, field
from pathlib import Path
from typing import TYPE_CHECKING, Any, BinaryIO

from declutter.cases import run_cases
from declutter.errors import DeclutterError, InputError, PackError
from declutter.lint import lint
from declutter.model import Fault, Label, Place
from declutter.packs import parse_pack
from declutter.render.html import printable
from declutter.render.marked import marked
from declutter.segment import blocks_of
from declutter.source import decode, read_bytes
from declutter.workbench.drafting import draft
from declutter.workbench.goldfile import gold_line, with_line
from declutter.workbench.packfile import read_rule, with_rule

if TYPE_CHECKING:
    from declutter.engine import Cleaner
    from declutter.model import Block, Document, Report, RulePack

Replace = Callable[[Path], AbstractContextManager[BinaryIO]]
"""Opens a file for writing that takes its name when all of it is there."""
LABELS = tuple(label for label in Label if label is not Label.META)
"""What a person may say of a block."""
SHOWN = 200
"""How many gained and lost blocks are told of one rule."""


@dataclass
class Open:
    """An open document."""

    source: Document
    document: Document
    """What its report speaks of: of a page the text."""
    report: Report
    blocks: Sequence[Block]
    said: dict[int, Label] = field(default_factory=dict)
    """What the person said of blocks, by number from 0."""
    is_saved: bool = False


class Bench:
    """All that the workbench knows.

    Args:
        cleaner: cleans with the packs of the person, but for the one that is written to.
        documents: what is open.
        pack: the pack that rules are saved to.
        gold: the file that labelled articles are saved to.
        replacing: opens a file for writing.

    Raises:
        PackError: the pack is there and faulty.
        InputError: a document or a file cannot be read.
    """

    def __init__(self, cleaner: Cleaner, documents: Sequence[Document], pack: Path, gold: Path, replacing: Replace) -> None:
        self._cleaner = cleaner
        self._documents = documents
        self._pack = pack
        self._gold = gold
        self._replacing = replacing
        self._open: list[Open] = []
        self._clean()

    def _packs(self) -> list[RulePack]:
        source = self._read(self._pack)
        return [parse_pack(source.encode(), str(self._pack))] if source.strip() else []

    def _clean(self) -> None:
        cleaner = self._cleaner.beside(self._packs())
        said = {at: each.said for at, each in enumerate(self._open)}
        reports = [cleaner.clean_document(document) for document in self._documents]
        self._open = [
            Open(source, report.document, report, list(blocks_of(report)), said.get(at, {}))
            for at, (source, report) in enumerate(zip(self._documents, reports, strict=True))
        ]

    def _read(self, path: Path) -> str:
        return decode(read_bytes(path), name=str(path)) if path.exists() else ""

    def state(self) -> dict[str, Any]:
        """Return what the page shows."""
        return {
            "pack": str(self._pack),
            "gold": str(self._gold),
            "labels": list(map(str, LABELS)),
            "documents": [_shown(each) for each in self._open],
        }

    def say(self, document: int, block: int, label: str) -> dict[str, Any]:
        """Keep what the person says of a block; return the document.

        Raises:
            InputError: there is no such document, block or label.
        """
        each = self._at(document, block)
        each.said[block] = _label(label)
        each.is_saved = False
        return _shown(each)

    def unsay(self, document: int, block: int) -> dict[str, Any]:
        """Forget what the person said of a block; return the document.

        Raises:
            InputError: there is no such document or block.
        """
        each = self._at(document, block)
        each.said.pop(block, None)
        each.is_saved = False
        return _shown(each)

    def draft(self, document: int, block: int, label: str) -> str:
        """Return a rule that is drafted from a block.

        Raises:
            InputError: there is no such document, block or label.
        """
        each = self._at(document, block)
        others = [other.blocks[at].span.of(other.document.text) for other in self._open for at in range(len(other.blocks))]
        return draft(each.blocks[block].span.of(each.document.text), _label(label), others)

    def effect(self, rule: str) -> dict[str, Any]:
        """Return what a rule would change: blocks and sentences that go by it, those that stay by it, and its faults."""
        try:
            pack = read_rule(rule)
        except PackError as error:
            return {"faults": [_told(fault) for fault in error.faults], "gained": [], "lost": []}
        faults = [*run_cases([pack]), *lint([pack])]
        cleaner = self._cleaner.beside([*self._packs(), pack])
        gained, lost = [], []
        for number, each in enumerate(self._open):
            before, after = _gone(each.report), _gone(cleaner.clean_document(each.source))
            gained += [_change(number, each, span, after[span]) for span in sorted(after.keys() - before.keys())]
            lost += [_change(number, each, span, before[span]) for span in sorted(before.keys() - after.keys())]
        return {
            "faults": [_told(fault) for fault in faults],
            "gained": gained[:SHOWN],
            "lost": lost[:SHOWN],
            "counts": [len(gained), len(lost)],
        }

    def save_rule(self, rule: str) -> dict[str, Any]:
        """Put a rule at the end of the pack, and clean anew; return what the page shows.

        Raises:
            PackError: the rule or the pack is faulty, the rule fails its own examples, or its id is taken.
            OutputError: the pack cannot be written.
        """
        pack = read_rule(rule)
        faults = [fault for fault in run_cases([pack]) if fault.serious]
        if other := self._cleaner.library.named(pack.rules[0].id):
            faults.append(Fault(Place("rule", 1, 1), f"{other.place} has a rule of this id; choose another id"))
        if faults:
            raise PackError(faults)
        self._write(self._pack, with_rule(self._read(self._pack), rule, self._pack))
        self._clean()
        return self.state()

    def save_labels(self, document: int) -> dict[str, Any]:
        """Write a document as a labelled line; return the document.

        Raises:
            InputError: there is no such document, or the file holds something else.
            OutputError: the file cannot be written.
        """
        each = self._at(document)
        line = gold_line(each.report, each.blocks, each.said)
        self._write(self._gold, with_line(self._read(self._gold), line, self._gold))
        each.is_saved = True
        return _shown(each)

    def _write(self, path: Path, text: str) -> None:
        with self._replacing(path) as file:
            file.write(text.encode())

    def _at(self, document: int, block: int = 0) -> Open:
        if not (0 <= document < len(self._open) and 0 <= block < len(self._open[document].blocks)):
            raise InputError(f"there is no block {block} of document {document}")
        return self._open[document]


def _label(word: str) -> Label:
    if word not in LABELS:
        raise InputError(f"{word!r} is no label")
    return Label(word)


def _gone(report: Report) -> dict[tuple[int, int], str]:
    return {(drop.start, drop.end): str(drop.label) for drop in report.dropped}


def _change(document: int, each: Open, span: tuple[int, int], label: str) -> dict[str, Any]:
    block = next((at for at, block in enumerate(each.blocks) if block.span.start <= span[0] < block.span.end), 0)
    return {"document": document, "block": block, "label": label, "text": printable(each.document.text[slice(*span)])[:SHOWN]}


def _told(fault: Any) -> dict[str, Any]:
    return {"line": fault.place.line, "message": fault.message, "serious": fault.serious}


def _shown(each: Open) -> dict[str, Any]:
    """Return a document as the page shows it."""
    rows = [
        {
            "number": row.number,
            "kind": row.kind,
            "label": row.label,
            "pieces": [[printable(piece.text), piece.label] for piece in row.pieces],
            "reasons": [
                f"{reason.label} {reason.confidence:.2f}: {reason.why} ({reason.rule}, decided by {reason.stage})"
                for reason in (*row.reasons, *([row.stayed] if row.stayed else []))
            ],
            "said": each.said.get(row.number - 1),
        }
        for row in marked(each.report, each.blocks)
    ]
    return {"name": printable(each.document.id) or "text", "rows": rows, "saved": each.is_saved}


def told(error: DeclutterError) -> list[dict[str, Any]]:
    """Return an error as the page shows faults."""
    if isinstance(error, PackError):
        return [_told(fault) for fault in error.faults]
    return [{"line": 0, "message": str(error), "serious": True}]
