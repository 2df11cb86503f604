"""Site configurations -> packs: what becomes a rule, and what is told of the rest."""

from __future__ import annotations

from pathlib import Path

import pytest

from declutter.cases import run_cases
from declutter.errors import InputError
from declutter.lint import lint
from declutter.model import Label, RulePack
from declutter.packs import parse_pack
from declutter.site_config import TAGS, WORDS, host_named, label_named, read_config
from tests.test_cli import run

CONFIG = """\
# made up for this test
title: //h1
body: //div[@id='story']
strip_id_or_class: related-links
strip_id_or_class: "shareBar"
strip_id_or_class: mystery
strip: //div[@class='newsletter box'] | //*[contains(@id, 'disqus')]
strip: //div[@class='promo']/p[2]
strip_image_src: pixel
tidy: no
test_url: https://weirside.example/a
"""


def imported(config: str) -> RulePack:
    """Return the pack that a configuration makes."""
    return parse_pack(read_config(config, "weirside.example").text.encode(), "p.yml")


@pytest.mark.parametrize(
    ("line", "selectors"),
    [
        ("strip_id_or_class: related", ('[class*="related"]', '[id*="related"]')),
        ("strip_id_or_class: ads", ('[class~="ads"]', '[id~="ads"]')),
        ("strip: //div[@class='share bar']", ('div[class="share bar"]',)),
        ('strip: //*[contains(@class, "sharing")]', ('[class*="sharing"]',)),
        ("strip: //ul[@id='tags']", ('ul[id="tags"]',)),
        ("strip: //ul[contains(@id,'comments')]", ('ul[id*="comments"]',)),
    ],
)
def test_a_line_becomes_a_selector(line: str, selectors: tuple[str, ...]) -> None:
    """A class or an id is asked for as the line does it; short words must stand by themselves."""
    assert [rule.matcher.entries for rule in imported(line).rules] == [selectors]


@pytest.mark.parametrize(
    ("value", "label"),
    [
        ("newsletter_box", Label.SUBSCRIBE),
        ("relatedPosts", Label.RELATED),
        ("more-stories", Label.RELATED),
        ("social", Label.SHARE),
        ("disqus_thread", Label.COMMENTS),
        ("about-author", Label.AUTHOR_BIO),
        ("ads", Label.AD),
        ("footer-menu", Label.NAV),
        ("copyright", Label.LEGAL),
        ("header", None),
        ("shadow", None),
    ],
)
def test_words_name_a_label(value: str, label: Label | None) -> None:
    """Names are read word by word; a word inside another one says nothing."""
    assert label_named(value) is label


def test_the_pack_says_where_it_is_from() -> None:
    """It is experimental, holds in any language, and is for its site alone."""
    pack = imported(CONFIG)
    assert (pack.name, pack.language, pack.sites) == ("weirside-example", "any", ("weirside.example",))
    assert pack.about.startswith("Experimental")
    assert [rule.label for rule in pack.rules] == [Label.RELATED, Label.SHARE, Label.SUBSCRIBE, Label.COMMENTS]


WORDY = "".join(f"strip_id_or_class: {name}\n" for names in WORDS.values() for name in names.split())
TAGGED = "".join(f"strip: //{tag}[@class='ad {at}']\n" for at, tag in enumerate(sorted(TAGS)))


@pytest.mark.parametrize("config", [CONFIG, WORDY, TAGGED, WORDY.upper()], ids=["mixed", "words", "tags", "capitals"])
def test_an_imported_pack_is_a_good_one(config: str) -> None:
    """It loads, its examples hold, and there is nothing to say against it."""
    pack = imported(config)
    assert pack.rules
    assert [*run_cases([pack]), *lint([pack])] == []


def test_what_is_left_out_is_counted() -> None:
    """Words that name no label, paths that ask for more, and other lines are told apart; comments are not lines."""
    made = read_config(CONFIG, "weirside.example")
    assert made.rules == 4
    left_out = {"whose words name no label": 1, "beyond a class or an id": 1, "of other kinds": 5}
    assert dict(made.left_out) == left_out


def test_the_same_line_twice_is_one_rule() -> None:
    """A line that says what another one said makes no second rule; rules of one name are numbered."""
    names = [rule.id for rule in imported("strip: //p[@id='ad']\nstrip: //p[@id='ad'] | //p[@id='AD']").rules]
    assert names == ["weirside-example-ad", "weirside-example-ad--2"]


@pytest.mark.parametrize(("stem", "host"), [("weirside.example", "weirside.example"), (".www.a.example", "a.example")])
def test_a_configuration_is_named_after_its_site(stem: str, host: str) -> None:
    """A dot in front stands for subdomains, which a site covers anyway."""
    assert host_named(stem) == host


def test_a_name_that_is_no_host_is_refused() -> None:
    """The error says how to call the file."""
    with pytest.raises(InputError, match="call the file after its site"):
        host_named("notes")


@pytest.fixture
def folder(tmp_path: Path) -> Path:
    """Return a folder with a configuration."""
    (tmp_path / "weirside.example.txt").write_text(CONFIG, encoding="utf-8")
    return tmp_path


def test_the_command_writes_a_pack_and_tells_what_it_skipped(folder: Path) -> None:
    """The account goes to stderr, and the pack passes the check; the same input gives the same bytes."""
    done = run(folder, "rules", "import", "weirside.example.txt", "-o", "site.yml")
    assert (done.returncode, done.stdout) == (0, b"")
    assert (
        "4 rules; 1 line beyond a class or an id; 5 lines of other kinds; 1 line whose words name no label"
        in done.stderr.decode()
    )
    assert run(folder, "rules", "check", "site.yml").stdout == b"4 rules in 1 pack: all fine\n"


def test_the_command_overwrites_when_told_alone(folder: Path) -> None:
    """A pack that is there stays as it is without --force."""
    (folder / "site.yml").write_text("mine")
    command = ("rules", "import", "weirside.example.txt", "-o", "site.yml")
    refused = run(folder, *command)
    assert (refused.returncode, (folder / "site.yml").read_text()) == (2, "mine")
    assert "site.yml: is there already; choose another -o, or add --force" in refused.stderr.decode()
    assert run(folder, *command, "--force").returncode == 0


def test_several_configurations_go_to_a_folder(folder: Path) -> None:
    """Each pack is called after its host; a file without a rule writes none, and the exit code says so."""
    (folder / "b.example.txt").write_text("tidy: no\n")
    done = run(folder, "rules", "import", "weirside.example.txt", "b.example.txt", "-o", "sites")
    assert (done.returncode, [path.name for path in (folder / "sites").iterdir()]) == (1, ["weirside.example.yml"])
    assert "b.example.txt: 0 rules, nothing written; 1 line of other kinds" in done.stderr.decode()
