"""The program, run as people run it."""

from __future__ import annotations

import json
import os
import re
import subprocess
import sys
from pathlib import Path

import pytest

from declutter import Report, __version__

Env = dict[str, str] | None
PACK = """\
pack: mine
language: any
version: 1
about: For trying things out.
rules:
  - id: mine-to-answer
    label: comment_form
    line: [leave a reply, post a comment]
    why: Invites the reader to comment.
    hits: [Leave a Reply, Post a Comment]
    misses: [The minister refused to leave a reply., We leave]

  # -- below a comment
  - id: mine-to-see
    label: share
    line: [follow us]
    why: Asks to follow.
    hits: [Follow us, Follow us!]
    misses: [They follow us, Us]
"""
PROSE = "The soup was eaten by many people, who had come from far away to have it once – ‘again’, as one of them said."
ARTICLE = f"{PROSE}\r\n\r\nLeave a Reply\r\n\r\n{PROSE}\r\n"
CLEAN = f"{PROSE}\r\n\r\n{PROSE}\r\n"
BINARY = b"\x89PNG\r\n\x1a\n\x00\x00\x00\rIHDR"
ACCOUNT = "dropped 1 of 3 blocks, 13 of 241 characters (comment_form 1)"


@pytest.fixture(autouse=True)
def folder(tmp_path: Path) -> Path:
    """Put an article and a pack into a folder of their own."""
    (tmp_path / "mine.yml").write_text(PACK, encoding="utf-8")
    (tmp_path / "a.txt").write_bytes(ARTICLE.encode())
    (tmp_path / "bad.txt").write_bytes(BINARY)
    return tmp_path


def run(folder: Path, *words: str, stdin: bytes = b"", env: Env = None) -> subprocess.CompletedProcess[bytes]:
    """Run the program in a folder, where it also keeps what it keeps."""
    command = [sys.executable, "-m", "declutter", *words]
    around = {**os.environ, "DECLUTTER_CACHE": str(folder / "cache"), **(env or {})}
    return subprocess.run(command, cwd=folder, input=stdin, capture_output=True, check=False, env=around)


def clean(folder: Path, *words: str, stdin: bytes = b"", env: Env = None) -> subprocess.CompletedProcess[bytes]:
    """Run `declutter clean` with the pack of the folder alone."""
    return run(folder, "clean", "--pack", "mine.yml", "--no-default-packs", *words, stdin=stdin, env=env)


def shell(folder: Path, script: str) -> subprocess.CompletedProcess[bytes]:
    """Run a shell script in which `declutter` is the program."""
    program = f'declutter() {{ "{sys.executable}" -m declutter "$@"; }}\n'
    return subprocess.run(["bash", "-c", program + script], cwd=folder, capture_output=True, check=False)


def messages(done: subprocess.CompletedProcess[bytes]) -> list[str]:
    """Return what was said on standard error, in lines."""
    return done.stderr.decode().splitlines()


def test_an_article_goes_to_standard_output_to_the_byte(folder: Path) -> None:
    """One file comes out cleaned, no newline translated and none added, with one line of account beside it."""
    done = clean(folder, "a.txt")
    assert (done.returncode, done.stdout) == (0, CLEAN.encode())
    assert messages(done) == [f"a.txt: {ACCOUNT}"]


@pytest.mark.parametrize("source", [b"", b" \r\n\t\n", b"no newline at the end", "\ufeffÉté\n".encode("utf-16-le")])
def test_what_holds_no_clutter_comes_out_as_it_was(folder: Path, source: bytes) -> None:
    """Empty files, blank space and plain text come out as they went in, as UTF-8."""
    expected = source if source[:1] != b"\xff" else "Été\n".encode()
    done = clean(folder, "-", "--quiet", stdin=source)
    assert (done.returncode, done.stdout, done.stderr) == (0, expected, b"")


@pytest.mark.parametrize("env", [{"LC_ALL": "C"}, {"PYTHONIOENCODING": "ascii"}, {"PYTHONUTF8": "0", "LC_ALL": "C"}])
def test_no_locale_gets_in_the_way(folder: Path, env: dict[str, str]) -> None:
    """Articles are UTF-8 in every locale, and messages are written in whatever there is."""
    name = "é\udcff\u2028.txt".encode("utf-8", "surrogateescape")
    Path(os.fsdecode(os.fsencode(folder) + b"/" + name)).write_bytes(ARTICLE.encode())
    done = clean(folder, os.fsdecode(name), "--report", "r.json", env=env)
    assert (done.returncode, done.stdout) == (0, CLEAN.encode())
    assert run(folder, "explain", os.fsdecode(name), "--no-default-packs", env=env).returncode == 0


def test_standard_input_is_named_by_a_dash(folder: Path) -> None:
    """`-` reads standard input."""
    done = clean(folder, "-", stdin=ARTICLE.encode())
    assert (done.returncode, done.stdout) == (0, CLEAN.encode())
    assert messages(done) == [f"-: {ACCOUNT}"]


def test_a_folder_keeps_its_tree(folder: Path) -> None:
    """The articles below a folder go to the same places below the output folder; others, and what hides, stay behind."""
    for name in ("in/x.txt", "in/deep/er/y.MD", "in/z.pdf", "in/.git/c.txt", "in/.d.txt"):
        (folder / name).parent.mkdir(parents=True, exist_ok=True)
        (folder / name).write_bytes(ARTICLE.encode())
    done = clean(folder, "in", "a.txt", "-o", "out")
    assert (done.returncode, messages(done)[-1]) == (0, "3 cleaned")
    written = {str(path.relative_to(folder / "out")) for path in (folder / "out").rglob("*") if path.is_file()}
    assert written == {"x.txt", "deep/er/y.MD", "a.txt"}
    assert (folder / "out" / "deep/er/y.MD").read_bytes() == CLEAN.encode()


def test_output_inside_of_the_input_is_not_read_again(folder: Path) -> None:
    """A second run over the same folder finds the same articles, and not those that the first one wrote."""
    (folder / "bad.txt").unlink()
    for _ in range(2):
        done = clean(folder, ".", "-o", "clean")
        assert messages(done)[-1] == "1 cleaned"
    assert not (folder / "clean" / "clean").exists()


def test_what_cannot_be_read_passes_unchanged(folder: Path) -> None:
    """A binary file among others is copied to the byte, said to be, and makes the exit code 3."""
    done = clean(folder, "a.txt", "bad.txt", "-o", "out")
    assert (done.returncode, messages(done)[-1]) == (3, "1 cleaned, 1 passed unchanged")
    assert "bad.txt: byte 8 is NUL" in messages(done)[1]
    assert (folder / "out" / "bad.txt").read_bytes() == BINARY


@pytest.mark.parametrize("name", ["bad.txt", "deep.html", "wrong.txt"])
def test_one_file_that_cannot_be_read_passes_to_standard_output(folder: Path, name: str) -> None:
    """Binary files, pages nested without end and damaged UTF-8 go to standard output as they are, with exit code 3."""
    (folder / "deep.html").write_bytes(b"<div>" * 3000 + b"One")
    (folder / "wrong.txt").write_bytes("Éléphant écru".encode() + b"\xff\n")
    done = clean(folder, name)
    assert (done.returncode, done.stdout) == (3, (folder / name).read_bytes())
    assert messages(done)[0].startswith(f"declutter: {name}: ")


def test_what_is_gone_is_said_and_the_rest_is_cleaned(folder: Path) -> None:
    """A file of a folder that cannot be opened is named, the others are cleaned, and the exit code is 2."""
    (folder / "bad.txt").unlink()
    (folder / "broken.txt").symlink_to("nowhere.txt")
    (folder / "circle.txt").symlink_to("circle.txt")
    done = clean(folder, ".", "-o", "out")
    assert (done.returncode, messages(done)[-1]) == (2, "1 cleaned, 2 not read")
    assert "declutter: broken.txt: no such file; check the path" in messages(done)


def test_broken_bytes_can_be_replaced(folder: Path) -> None:
    """With `--errors replace`, a damaged file is cleaned like any other."""
    (folder / "wrong.txt").write_bytes("Éléphant écru".encode() + b"\xff\n")
    done = clean(folder, "wrong.txt", "--errors", "replace")
    assert (done.returncode, done.stdout.decode()) == (0, "Éléphant écru\ufffd\n")


@pytest.mark.parametrize(
    ("command", "message"),
    [
        ("clean missing.txt", "declutter: missing.txt: no such file; check the path"),
        (f"clean {'x' * 300}", "x: cannot be read: File name too long"),
        ("clean a.txt missing.txt -o out", "declutter: missing.txt: no such file; check the path"),
        ("clean empty -o out", "declutter: empty: no articles in this folder; they end in .htm, .html, .markdown"),
        ("clean a.txt mine.yml", "Error: several files need a folder for the articles: add -o DIR"),
        ("clean empty", "Error: several files need a folder for the articles: add -o DIR"),
        ("clean - a.txt -o out", "Error: - is standard input and goes to standard output"),
        ("clean a.txt empty/../a.txt -o out", "Error: a.txt and empty/../a.txt would both go to out/a.txt"),
        ("clean a.txt -o .", "Error: a.txt would be overwritten"),
        ("clean a.txt --report a.txt", "Error: a.txt would be overwritten"),
        ("clean a.txt -o out --report out/a.txt", "Error: --report and a.txt would both go to out/a.txt"),
        ("clean a.txt --report r.xml", "'r.xml' must end in .html, .json or .txt"),
        ("clean a.txt --keep ad --drop ad", "Error: --keep and --drop both name ad; choose one"),
        ("clean a.txt --keep advert", "Error: Invalid value for '--keep': 'advert' is not one of 'promo', 'ad'"),
        ("clean a.txt --language English", "'English' is no language code; write it as in en"),
        ("clean a.txt --url example.org/a", "'example.org/a' is no whole address; write it as in https://example.org/article"),
        ("eval none.jsonl", "declutter: none.jsonl: no labelled articles"),
        ("clean a.txt --pack no.yml", "no.yml:1:1: cannot be read: No such file or directory"),
        ("clean a.txt --pack a.txt", "a.txt:1:1: "),
        ("clean a.txt --report a.txt/r.json", "declutter: a.txt/r.json: cannot be written: "),
        ("explain empty", "declutter: empty: is a folder; name the files in it"),
        ("explain bad.txt", "declutter: bad.txt: byte 8 is NUL"),
        ("rules show mine-to-se --pack mine.yml --no-default-packs", "no rule 'mine-to-se'; did you mean 'mine-to-see'?"),
        ("rules check empty", "declutter: empty: no packs in this folder"),
        ("clean a.txt --pack empty", "declutter: empty: no packs in this folder"),
        ("nonsense", "Error: No such command 'nonsense'."),
    ],
)
def test_mistakes_get_a_message_and_exit_code_2(folder: Path, command: str, message: str) -> None:
    """What cannot be done is said in a line that names the cause and the way out, and nothing is written."""
    (folder / "empty").mkdir()
    (folder / "none.jsonl").touch()
    done = run(folder, *command.split())
    assert (done.returncode, done.stdout) == (2, b"")
    assert message in done.stderr.decode()
    assert b"Traceback" not in done.stderr
    assert not (folder / "out").exists()


@pytest.mark.parametrize("command", ["clean --no-default-packs a.txt", "--version", "clean --help", "rules schema"])
def test_a_full_disk_is_said_in_one_line(folder: Path, command: str) -> None:
    """Where standard output takes no more, the program says so and ends with 2, without a traceback."""
    done = shell(folder, f"declutter {command} > /dev/full")
    assert done.returncode == 2
    assert messages(done)[-1] == "declutter: standard output: cannot be written: No space left on device"
    assert b"Traceback" not in done.stderr


def test_a_closed_output_is_said_in_one_line(folder: Path) -> None:
    """Without a standard output there is a message, without standard error there is none, and never a traceback."""
    done = shell(folder, "declutter clean --no-default-packs a.txt >&-")
    assert (done.returncode, messages(done)[-1]) == (2, "declutter: standard output is closed; redirect it to a file")
    done = shell(folder, "declutter clean --no-default-packs a.txt 2>&-")
    assert (done.returncode, done.stdout) == (0, ARTICLE.encode())
    done = shell(folder, "declutter clean --no-default-packs - <&-")
    assert (done.returncode, done.stderr) == (2, b"declutter: standard input is closed; name a file in place of -\n")


@pytest.mark.parametrize("command", ["clean --quiet --no-default-packs long.txt", "rules schema", "--version"])
def test_a_closed_pipe_is_no_news(folder: Path, command: str) -> None:
    """Where nobody reads any more, the program ends without a word."""
    (folder / "long.txt").write_text(f"{PROSE}\n" * 5000, encoding="utf-8")
    reader, writer = os.pipe()
    os.close(reader)
    program = [sys.executable, "-m", "declutter", *command.split()]
    done = subprocess.run(program, cwd=folder, stdout=writer, stderr=subprocess.PIPE, check=False)
    os.close(writer)
    assert (done.returncode, done.stderr) == (2, b"")


def test_a_failed_write_leaves_nothing_behind(folder: Path) -> None:
    """Where an article cannot take its place, no half of it lies there under another name."""
    (folder / "out" / "a.txt").mkdir(parents=True)
    done = clean(folder, "a.txt", "-o", "out")
    assert (done.returncode, messages(done)[-1]) == (2, "declutter: out/a.txt: cannot be written: Is a directory")
    assert [path.name for path in (folder / "out").iterdir()] == ["a.txt"]


def test_a_report_can_be_read_back(folder: Path) -> None:
    """`--report` with a name in .json writes what `Report.from_json` reads."""
    assert clean(folder, "a.txt", "--report", "new/r.json").returncode == 0
    report = Report.from_json((folder / "new/r.json").read_text(encoding="utf-8"))
    assert (report.document.id, report.document.text, report.text) == ("a.txt", ARTICLE, CLEAN)
    assert [drop.rule for drop in report.dropped] == ["mine-to-answer"]


def test_a_report_of_nothing_is_json(folder: Path) -> None:
    """A file that passes through unchanged has no report, and its place is not left empty."""
    assert clean(folder, "bad.txt", "--report", "r.json").returncode == 3
    assert json.loads((folder / "r.json").read_text(encoding="utf-8")) is None


def test_text_has_no_other_shape(folder: Path) -> None:
    """What is no page is cleaned, whatever shape pages are to come out in."""
    done = clean(folder, "a.txt", "--to", "html")
    assert (done.returncode, done.stdout) == (0, CLEAN.encode())


@pytest.mark.parametrize("names", [["a.txt", "b.txt"], ["bad.txt", "bad2.txt"]])
def test_several_reports_are_a_list(folder: Path, names: list[str]) -> None:
    """With several inputs, the JSON is a list of the reports of those that could be read."""
    (folder / "b.txt").write_bytes(ARTICLE.encode())
    (folder / "bad2.txt").write_bytes(BINARY)
    clean(folder, *names, "-o", "out", "--report", "r.json")
    listed = json.loads((folder / "r.json").read_text(encoding="utf-8"))
    assert [each["document"]["id"] for each in listed] == [name for name in names if "bad" not in name]


def test_reports_as_text_stand_one_after_the_other(folder: Path) -> None:
    """With a name in .txt, the report is the account for people."""
    (folder / "b.txt").write_bytes(ARTICLE.encode())
    clean(folder, "a.txt", "b.txt", "-o", "out", "--report", "r.txt")
    text = (folder / "r.txt").read_text(encoding="utf-8")
    assert f"a.txt: {ACCOUNT}\n\nline 3, characters" in text
    assert f"\n\nb.txt: {ACCOUNT}\n\nline 3, characters" in text


def test_reports_as_a_page_are_one_page(folder: Path) -> None:
    """With a name in .html, the report is a page with a section for each input that could be read."""
    assert clean(folder, "a.txt", "bad.txt", "mine.yml", "-o", "out", "--report", "r.html").returncode == 3
    html = (folder / "r.html").read_text(encoding="utf-8")
    assert re.findall("<h2>(.*)</h2>\n<p", html) == ["a.txt", "mine.yml"]
    assert html.count("<!doctype") == html.count(">Leave a Reply</div>") == 1


@pytest.mark.parametrize(
    ("options", "kept"),
    [
        ([], False),
        (["--keep", "comment_form"], True),
        (["--profile", "archive"], False),
        (["--allow", "allow.yml"], True),
        (["--format", "markdown", "--language", "en"], False),
    ],
)
def test_options_change_what_goes(folder: Path, options: list[str], kept: bool) -> None:
    """Labels, profiles and the allow list decide what stays."""
    (folder / "allow.yml").write_text("allow: [{line: leave a reply, reason: It is meant.}]", encoding="utf-8")
    done = clean(folder, "a.txt", *options)
    assert done.returncode == 0
    assert (b"Leave a Reply" in done.stdout) is kept


def test_an_allowance_that_kept_nothing_is_told(folder: Path) -> None:
    """An entry of the allow list that never fired is a warning with its place."""
    (folder / "allow.yml").write_text("allow:\n  - {line: never there, reason: It was.}\n", encoding="utf-8")
    done = clean(folder, "a.txt", "--allow", "allow.yml")
    assert messages(done)[-1] == "allow.yml:2:5: warning: this entry kept nothing; take it out, or mend it"


def test_a_document_is_explained_without_colour_in_a_pipe(folder: Path) -> None:
    """`explain` shows each block with its mark, and the reasons of what goes."""
    done = run(folder, "explain", "a.txt", "--pack", "mine.yml", "--no-default-packs")
    assert done.stdout.decode().splitlines()[0] == f"a.txt: {ACCOUNT}"
    assert "\ndropped      2  Leave a Reply\n" in done.stdout.decode()
    assert "mine-to-answer: Invites the reader to comment." in done.stdout.decode()
    assert b"\x1b" not in done.stdout


def test_rules_are_listed_in_columns(folder: Path) -> None:
    """`rules list` has one line for each rule, under its heads."""
    done = run(folder, "rules", "list", "--pack", "mine.yml", "--no-default-packs")
    assert done.stdout.decode().splitlines() == [
        "id              label         weight  covers  language  pack",
        "mine-to-answer  comment_form  strong  block   any       mine",
        "mine-to-see     share         strong  block   any       mine",
    ]


@pytest.mark.parametrize(("name", "line"), [("mine-to-answer", 6), ("mine-to-see", 14)])
def test_a_rule_is_shown_as_it_stands_in_its_pack(folder: Path, name: str, line: int) -> None:
    """`rules show` gives the place and the YAML of one rule, and no line of its neighbours."""
    done = run(folder, "rules", "show", name, "--pack", "mine.yml", "--no-default-packs")
    place, *lines = done.stdout.decode().splitlines()
    assert place == f"# mine.yml:{line}:5"
    assert lines[0] == f"- id: {name}"
    assert [each[:2] for each in lines[1:]] == ["  "] * 5


@pytest.mark.parametrize(
    ("name", "said"),
    [
        ("wording_clutter", "# a column of the learned weights\nIts words are those of clutter.\n"),
        ("heads-clutter", "# a sign beside the rules\nA heading over nothing but clutter.\n"),
    ],
)
def test_what_speaks_beside_the_rules_is_shown_in_words(folder: Path, name: str, said: str) -> None:
    """Reports name columns and signs where they name rules, so `rules show` knows all three."""
    assert run(folder, "rules", "show", name).stdout.decode() == said


def test_packs_are_checked(folder: Path) -> None:
    """`rules check` ends with 0 and a count, with 1 and the faults, or with 2 where a pack does not load."""
    check = ("rules", "check", "mine.yml", "--no-default-packs")
    done = run(folder, *check)
    assert (done.returncode, done.stdout.decode()) == (0, "2 rules in 1 pack: all fine\n")
    (folder / "mine.yml").write_text(PACK.replace("[Leave a Reply,", "[Take a Seat,"), encoding="utf-8")
    done = run(folder, *check)
    assert (done.returncode, done.stdout.decode()[:11]) == (1, "mine.yml:6:")
    assert done.stdout.decode().endswith("\n2 rules in 1 pack: 1 fault, 0 warnings\n")
    (folder / "mine.yml").write_text(PACK.replace("why: Asks", "wy: Asks"), encoding="utf-8")
    done = run(folder, *check)
    assert (done.returncode, done.stdout) == (2, b"")
    assert "mine.yml:17:5: unknown key 'wy'; did you mean 'why'?" in messages(done)


@pytest.mark.parametrize(("alone", "uses", "code"), [(False, "brand", 0), (True, "brand", 2), (False, "brad", 2)])
def test_packs_are_checked_beside_the_shipped_ones(folder: Path, alone: bool, uses: str, code: int) -> None:
    """A pack may use a name that shipped rules capture, as it is loaded beside them."""
    text = PACK.replace("line: [follow us]", f"pattern: 'follow {{{uses}}}'\n    uses: {uses}").replace("ow us, F", "ow ACME, F")
    (folder / "mine.yml").write_text(text.replace("Follow us!", "Do follow ACME"), encoding="utf-8")
    done = run(folder, "rules", "check", "mine.yml", *(["--no-default-packs"] if alone else []))
    assert done.returncode == code, messages(done)
    assert messages(done) == [f"mine.yml:14:5: rule 'mine-to-see' uses '{uses}', which no loaded rule captures"] * (code == 2)


def test_the_schema_is_json(folder: Path) -> None:
    """`rules schema` prints a JSON Schema."""
    assert json.loads(run(folder, "rules", "schema").stdout)["title"] == "declutter rule pack"


@pytest.mark.parametrize("shell_name", ["bash", "zsh", "fish"])
def test_shells_are_served(folder: Path, shell_name: str) -> None:
    """`completion` prints a script that asks the program for what may follow."""
    done = run(folder, "completion", shell_name)
    assert done.returncode == 0
    assert f"_DECLUTTER_COMPLETE={shell_name}_complete" in done.stdout.decode()


def test_options_are_completed(folder: Path) -> None:
    """What the completion script asks for is answered with the options that fit."""
    env = {"_DECLUTTER_COMPLETE": "bash_complete", "COMP_WORDS": "declutter clean --pro", "COMP_CWORD": "2"}
    assert run(folder, env=env).stdout == b"plain,--profile\n"


@pytest.mark.parametrize("command", ["", "clean", "explain", "rules list", "rules show", "rules check", "completion"])
def test_every_command_has_help_with_examples(folder: Path, command: str) -> None:
    """Help goes to standard output and shows how the command is used."""
    done = run(folder, *command.split(), "--help")
    assert done.returncode == 0
    assert b"Examples:\n    declutter " in done.stdout or b"Examples:\n    echo" in done.stdout


def test_the_version_is_told_before_anything_is_loaded() -> None:
    """`--version` imports no command line library, no regular expressions beside those of Python, and no engine."""
    code = "import sys\nfrom declutter.cli.start import main\nmain(['--version'])\nprint(*sys.modules)"
    done = subprocess.run([sys.executable, "-c", code], capture_output=True, text=True, check=True)
    version, modules = done.stdout.splitlines()
    assert version == f"declutter {__version__}"
    assert not set(modules.split()) & {"click", "regex", "yaml", "declutter.engine", "declutter.model"}


PAGE = (
    b"<html><title>Tides</title><nav><a href=/>Home</a></nav><article><h1>Tides</h1><p>%s <a href=/moon>moon</a>.</p></article>"
)
TIDES = b"The sea comes and goes twice a day, and nobody who lives beside it ever asks why, as everybody has been told of the"


@pytest.mark.parametrize(
    ("arguments", "article"),
    [
        ((), b"Tides\n\n%s moon.\n"),
        (("--to", "markdown", "--url", "https://example.org/a"), b"# Tides\n\n%s [moon](https://example.org/moon).\n"),
        (
            ("--to", "html"),
            b'<article>\n<h1>Tides</h1>\n<p>%s <a href="/moon" rel="nofollow noopener">moon</a>.</p>\n</article>\n',
        ),
    ],
)
def test_a_page_comes_out_in_the_shape_that_is_asked_for(folder: Path, arguments: tuple[str, ...], article: bytes) -> None:
    """Text, Markdown or HTML of the article, without the menu."""
    (folder / "page.html").write_bytes(PAGE % TIDES)
    done = clean(folder, "page.html", "--no-witness", *arguments)
    assert (done.returncode, done.stdout) == (0, article % TIDES)


def test_pages_of_a_folder_get_the_ending_of_their_shape(folder: Path) -> None:
    """What was a page is text then, and says so by its name."""
    (folder / "page.html").write_bytes(PAGE % TIDES)
    clean(folder, "page.html", "a.txt", "-o", "out", "--no-witness", "--to", "markdown")
    assert {path.name for path in (folder / "out").iterdir()} == {"page.md", "a.txt"}
