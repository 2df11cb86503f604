"""Made corpora: articles of a grammar of words, with and without the boilerplate of sites that no pack knows."""

from __future__ import annotations

import json
import random
from dataclasses import dataclass
from pathlib import Path

NOUNS = [
    "harbour",
    "kettle",
    "tide",
    "lantern",
    "orchard",
    "ferry",
    "miller",
    "quarry",
    "beacon",
    "meadow",
    "saddle",
    "thimble",
    "anvil",
    "barley",
    "cooper",
    "heron",
]
VERBS = [
    "carried",
    "mended",
    "weighed",
    "followed",
    "crossed",
    "painted",
    "counted",
    "borrowed",
    "measured",
    "answered",
    "kept",
    "found",
    "lowered",
    "traded",
]
ADJECTIVES = [
    "grey",
    "narrow",
    "patient",
    "early",
    "wooden",
    "distant",
    "hollow",
    "salted",
    "careful",
    "crooked",
    "quiet",
    "broad",
    "frozen",
    "tired",
    "honest",
]
PLACES = [
    "Ullswick",
    "Marnby",
    "Tolhaven",
    "Cressing",
    "Oakmere",
    "Pellworth",
    "Saltby",
    "Dunmere",
    "Farrow",
    "Hexley",
    "Wendham",
    "Brackley",
]
FIRST = [
    "Ada",
    "Bram",
    "Cleo",
    "Dov",
    "Edda",
    "Finn",
    "Gita",
    "Hale",
    "Ines",
    "Joss",
    "Kira",
    "Lorn",
    "Mira",
    "Nils",
    "Orla",
    "Pim",
]
LAST = ["Tarrow", "Venn", "Quill", "Marsh", "Stobart", "Ilves", "Crane", "Dray", "Holm", "Pryce", "Wick", "Larke"]
MONTHS = [
    "January",
    "February",
    "March",
    "April",
    "May",
    "June",
    "July",
    "August",
    "September",
    "October",
    "November",
    "December",
]
HEADINGS = ["What the harbour says", "The numbers behind it", "A longer look"]
"""Headings that return in the articles of all sites, and are article."""
SITES = ["lantern.example", "kettle.example", "saltroad.example", "millrace.example", "heronry.example"]
HOUSES = ["Lantern & Loom", "Kettle Gazette", "Saltroad Review", "Millrace Letters", "The Heronry"]


@dataclass(frozen=True, slots=True)
class Made:
    """A made document."""

    url: str
    article: list[str]
    """Its paragraphs."""
    blocks: list[tuple[str, bool]]
    """All its blocks, each with whether it is boilerplate."""

    @property
    def text(self) -> str:
        """The document as an extractor gives it."""
        return "\n\n".join(text for text, _ in self.blocks) + "\n"


def sentence(chance: random.Random) -> str:
    """Return a sentence."""
    words = [
        f"The {chance.choice(ADJECTIVES)} {chance.choice(NOUNS)} of {chance.choice(PLACES)} {chance.choice(VERBS)}",
        f"the {chance.choice(ADJECTIVES)} {chance.choice(NOUNS)}",
        chance.choice(["before", "after", "while", "because"]),
        f"{chance.choice(FIRST)} {chance.choice(LAST)} {chance.choice(VERBS)}",
        f"{chance.randrange(2, 900)} {chance.choice(NOUNS)}s.",
    ]
    return " ".join(words)


def article(chance: random.Random) -> list[str]:
    """Return the paragraphs of an article, some under headings that return."""
    title = (
        f"{chance.choice(ADJECTIVES).capitalize()} {chance.choice(NOUNS)} and {chance.choice(NOUNS)} at {chance.choice(PLACES)}"
    )
    parts = [f"{title} {chance.randrange(10_000)}"]
    for at in range(chance.randrange(3, 7)):
        if at and chance.random() < 0.5:
            parts.append(HEADINGS[at % 3])
        parts.append(" ".join(sentence(chance) for _ in range(chance.randrange(2, 5))))
    return parts


def dressed(parts: list[str], house: str, chance: random.Random) -> list[tuple[str, bool]]:
    """Return an article with what its site puts around and into it."""
    number = HOUSES.index(house)
    day = f"{chance.choice(MONTHS)} {chance.randrange(1, 29)}, {chance.randrange(2011, 2025)}"
    name = f"{chance.choice(FIRST)} {chance.choice(LAST)}"
    head = [house, "Quayside desk", f"Ropewalk {number + 1}", "Letters from the pier", f"{chance.randrange(3, 90)} lanterns lit"]
    tail = [
        f"{name} tends the {NOUNS[number]} desk at {house} and has kept bees on the pier since {chance.randrange(1970, 2015)}.",
        f"This page was last swept by the night crew of {house} on {day} and will be swept again.",
        f"{house} is set in lead by the {PLACES[number]} cooperative and printed on sails that nobody needed any more.",
        f"Ring the bell {chance.randrange(2, 9)} times for the porter",
        f"Pier {number + 3}, under the crane",
    ]
    middle = f"The crier of {house} walks past here with his bell, and then the piece goes on."
    shown = [(text, False) for text in parts]
    shown.insert(len(shown) - 1, (middle, True))
    rare = [(f"Tonight the reading room of {house} is lit by whale oil alone.", True)] if chance.random() < 0.2 else []
    return [*((text, True) for text in head), *shown, *rare, *((text, True) for text in tail)]


def corpus(articles: int, *, is_dressed: bool, seed: int = 7) -> list[Made]:
    """Return the documents of five sites, with so many articles each."""
    chance = random.Random(seed)  # noqa: S311
    found = []
    for number in range(articles):
        for site, house in zip(SITES, HOUSES, strict=True):
            parts = article(chance)
            blocks = dressed(parts, house, chance) if is_dressed else [(text, False) for text in parts]
            found.append(Made(f"https://www.{site}/{number}", parts, blocks))
    return found


def write(documents: list[Made], path: Path) -> Path:
    """Write documents as JSONL."""
    lines = (json.dumps({"url": each.url, "text": each.text}) + "\n" for each in documents)
    path.write_text("".join(lines), encoding="utf-8")
    return path
