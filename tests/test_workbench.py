"""The workbench, run as people run it: over plain HTTP for what it refuses, and in a browser for what it does."""

from __future__ import annotations

import http.client
import json
import os
import subprocess
import sys
from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import dataclass
from pathlib import Path
from urllib.parse import urlsplit

import pytest
from playwright.sync_api import Page, expect

from tests.test_cli import PROSE, messages, run

BIO = "Ada Venn tends the kelp desk and keeps bees."
ATTACK = "<img src=https://evil.example/x onerror=alert(1)><script>alert(2)</script>"
PACK = """\
# Kept by hand.
pack: mine
language: any
version: 3  # goes up
about: For trying things out.
rules:
  # -- comment forms
  - id: leave-a-reply
    label: comment_form
    line: [leave a reply, post a comment]
    why: Invites the reader to comment.
    hits: [Leave a Reply, Post a Comment]
    misses: [The minister refused to leave a reply., We leave]

# The end.
"""
MORE = """\
pack: more
language: any
version: 1
about: What is not sure.
rules:
  - id: write-to-us
    label: nav
    line: [write to us]
    weight: medium
    why: Leads to a form.
    hits: [Write to us, "Write to us!"]
    misses: [They write to us, We write]
"""


@dataclass(frozen=True, slots=True)
class Served:
    """A workbench that runs."""

    link: str
    folder: Path

    @property
    def port(self) -> int:
        """Where it listens."""
        return urlsplit(self.link).port or 0

    @property
    def token(self) -> str:
        """The secret of the link."""
        return urlsplit(self.link).query.removeprefix("token=")

    def ask(self, method: str, path: str, body: str = "", **headers: str) -> tuple[int, str]:
        """Send a request with these headers alone; return the status and the answer."""
        talk = http.client.HTTPConnection("127.0.0.1", self.port, timeout=20)
        named = {name.replace("_", "-"): value for name, value in headers.items()}
        talk.request(method, path, body.encode(), named)
        answer = talk.getresponse()
        found = answer.status, answer.read().decode()
        talk.close()
        return found

    def call(self, name: str, **given: object) -> tuple[int, str]:
        """Ask as the page does."""
        headers = {"Authorization": f"Bearer {self.token}", "Content_Type": "application/json"}
        return self.ask("POST", f"/api/{name}", json.dumps(given), **headers)


@contextmanager
def served(folder: Path) -> Iterator[Served]:
    """Start a workbench on two articles, with a pack that is there and a file of labels that is not."""
    (folder / "a.txt").write_text(f"{PROSE}\n\nLeave a Reply\n\n{PROSE} Again.\n\n{BIO}\n", encoding="utf-8")
    (folder / "b.txt").write_text(f"{BIO}\n\n{ATTACK} {PROSE}\n\nWrite to us\n", encoding="utf-8")
    (folder / "mine.yml").write_text(PACK, encoding="utf-8")
    (folder / "more.yml").write_text(MORE, encoding="utf-8")
    words = "workbench --pack more.yml a.txt b.txt --to-pack mine.yml --to-gold gold.jsonl --no-default-packs"
    command = [sys.executable, "-m", "declutter", *words.split()]
    around = {**os.environ, "DECLUTTER_CACHE": str(folder / ".cache")}
    with subprocess.Popen(command, cwd=folder, stdout=subprocess.PIPE, text=True, env=around) as server:
        assert server.stdout is not None
        yield Served(server.stdout.readline().strip(), folder)
        server.terminate()


@pytest.fixture
def bench(tmp_path: Path) -> Iterator[Served]:
    """Start a workbench of one's own."""
    with served(tmp_path) as started:
        yield started


@pytest.fixture(scope="module")
def guarded(tmp_path_factory: pytest.TempPathFactory) -> Iterator[Served]:
    """Start a workbench for all that is refused: it stays as it was."""
    with served(tmp_path_factory.mktemp("guarded")) as started:
        yield started


@pytest.fixture
def desk(bench: Served, page: Page) -> Page:
    """Open the workbench in the browser."""
    page.on("pageerror", lambda error: pytest.fail(str(error)))
    page.goto(bench.link)
    page.wait_for_selector(".row")
    return page


PATHS = [("GET", "/"), ("POST", "/api/state"), ("POST", "/api/rule"), ("GET", "/nothing"), ("GET", "/?token=")]


@pytest.mark.parametrize(("method", "path"), PATHS)
@pytest.mark.parametrize("token", ["", "Bearer ", "Bearer wrong", "Bearer é"])
def test_nobody_without_the_token_gets_an_answer(guarded: Served, method: str, path: str, token: str) -> None:
    """Whatever is asked, without the token of the link it is refused, and nothing is told."""
    assert guarded.ask(method, path, "{}", Authorization=token, Content_Type="application/json") == (403, "forbidden\n")


@pytest.mark.parametrize(
    ("name", "value"),
    [
        ("Host", "evil.example"),
        ("Host", "evil.example:{port}"),
        ("Host", "127.0.0.1"),
        ("Host", ""),
        ("Origin", "http://evil.example"),
        ("Origin", "null"),
        ("Origin", "http://127.0.0.1:1"),
        ("Origin", "https://127.0.0.1:{port}"),
        ("Sec_Fetch_Site", "cross-site"),
        ("Sec_Fetch_Site", "same-site"),
    ],
)
def test_no_other_origin_and_no_other_name_gets_an_answer(guarded: Served, name: str, value: str) -> None:
    """With the right token, but called by another name or from another page, it is refused."""
    headers = {"Authorization": f"Bearer {guarded.token}", "Content_Type": "application/json"}
    given = {**headers, name: value.format(port=guarded.port)}
    assert guarded.ask("POST", "/api/state", "{}", **given) == (403, "forbidden\n")
    assert guarded.ask("GET", f"/?token={guarded.token}", **{name: value.format(port=guarded.port)}) == (403, "forbidden\n")


def test_its_own_page_gets_an_answer(guarded: Served) -> None:
    """The link and the page behind it are answered, by both names of the machine for itself."""
    origin = f"http://localhost:{guarded.port}"
    headers = {"Authorization": f"Bearer {guarded.token}", "Content_Type": "application/json"}
    assert guarded.ask("GET", f"/?token={guarded.token}")[0] == 200
    headers |= {"Host": origin[7:], "Origin": origin, "Sec_Fetch_Site": "same-origin"}
    assert guarded.ask("POST", "/api/state", "{}", **headers)[0] == 200


def test_it_listens_on_the_loopback_address_alone(guarded: Served) -> None:
    """No other address of the machine leads to it."""
    talk = http.client.HTTPConnection("127.0.0.2", guarded.port, timeout=5)
    with pytest.raises(ConnectionRefusedError):
        talk.request("GET", "/")


@pytest.mark.parametrize(
    ("name", "given", "status"),
    [
        ("nothing", {}, 404),
        ("state", {"pack": "/tmp/other.yml"}, 400),  # noqa: S108
        ("rule", {"rule": "x", "path": "other.yml"}, 400),
        ("labels", {"document": "0"}, 400),
        ("labels", {"document": True}, 400),
        ("labels", {"document": 9}, 422),
        ("say", {"document": 0, "block": -1, "label": "ad"}, 422),
        ("say", {"document": 0, "block": 0, "label": "advert"}, 422),
        ("rule", {"rule": "x" * 1_000_001}, 413),
    ],
)
def test_what_is_not_understood_is_refused(guarded: Served, name: str, given: dict[str, object], status: int) -> None:
    """Unknown calls, keys, types, documents and labels are refused, and so is what is too long."""
    assert guarded.call(name, **given)[0] == status


@pytest.mark.parametrize(("kind", "body", "status"), [("text/plain", "{}", 415), ("application/json", "[", 400)])
def test_forms_of_other_pages_are_refused(guarded: Served, kind: str, body: str, status: int) -> None:
    """What a page could send without asking first is no request."""
    headers = {"Authorization": f"Bearer {guarded.token}", "Content_Type": kind}
    assert guarded.ask("POST", "/api/state", body, **headers)[0] == status


def test_it_writes_to_its_two_files_alone(bench: Served) -> None:
    """After rules and labels were saved, there are the pack, the labels, and nothing else that is new."""
    before = {path.name: path.read_bytes() for path in bench.folder.iterdir() if path.is_file()}
    rule = json.loads(bench.call("draft", document=0, block=3, label="author_bio")[1])
    assert bench.call("rule", rule=rule)[0] == 200
    assert bench.call("labels", document=0)[0] == 200
    after = {path.name: path.read_bytes() for path in bench.folder.iterdir() if path.is_file()}
    assert {name for name in after if after[name] != before.get(name)} == {"mine.yml", "gold.jsonl"}


def test_the_page_shows_what_the_cleaner_does(desk: Page) -> None:
    """Each block stands there with the label by which it goes, and the current one with its reasons."""
    assert desk.locator(".row").count() == 4
    assert desk.locator(".row.went .words").all_inner_texts() == ["Leave a Reply"]
    desk.get_by_text("Leave a Reply", exact=True).click()
    assert desk.locator("#block-title").inner_text() == "Block 2: goes, comment_form"
    assert "Invites the reader to comment. (leave-a-reply, decided by alone)" in desk.locator("#reasons").inner_text()


def test_a_rule_is_drafted_and_saved_with_the_keyboard(desk: Page, bench: Served) -> None:
    """Down to the bio, `i`: a rule is drafted, its effect over all documents is told, and Ctrl+Enter saves it."""
    for key in "jjji":
        desk.keyboard.press(key)
    expect(desk.locator("#counts")).to_have_text("2 gained, 0 lost, over 2 open documents")
    assert f'- "{BIO}"' in desk.locator("#rule").input_value()
    desk.keyboard.press("e")
    desk.keyboard.press("Control+Enter")
    expect(desk.locator("#counts")).to_have_text("Saved to mine.yml.")
    assert desk.locator(".row.went .words").all_inner_texts() == ["Leave a Reply", BIO]
    checked = run(bench.folder, "rules", "check", "mine.yml", "--no-default-packs")
    assert (checked.returncode, checked.stdout) == (0, b"2 rules in 1 pack: all fine\n")


def test_a_rule_is_edited_and_its_effect_seen_at_once(desk: Page) -> None:
    """By mouse: a rule that is typed over tells its faults with their lines, and then what it changes."""
    desk.locator(".row").nth(3).click()
    desk.get_by_role("button", name="promo").click()
    expect(desk.locator("#counts")).to_have_text("2 gained, 0 lost, over 2 open documents")
    draft = desk.locator("#rule").input_value()
    desk.locator("#rule").fill(draft.replace("why:", "wy:"))
    expect(desk.locator("#faults")).to_contain_text("line 4: unknown key 'wy'; did you mean 'why'?")
    expect(desk.locator("#counts")).to_have_text("Nothing, until its faults are mended.")
    assert desk.locator("#save-rule").is_disabled()
    desk.locator("#rule").fill(draft.replace('"ada venn tends', '"bram venn tends'))
    expect(desk.locator("#faults li").first).to_contain_text("does not match its hit")
    expect(desk.locator("#counts")).to_have_text("0 gained, 0 lost, over 2 open documents")


def test_what_a_rule_takes_back_is_lost(desk: Page) -> None:
    """A block that stays gets a rule that speaks for it; what goes no more by it is told, and leads to its place."""
    for key in "]jjb":
        desk.keyboard.press(key)
    expect(desk.locator("#counts")).to_have_text("0 gained, 1 lost, over 2 open documents")
    desk.keyboard.press("[")
    assert desk.locator("#name").inner_text() == "a.txt"
    desk.locator("#changes button").click()
    assert desk.locator("#name").inner_text() == "b.txt"
    assert desk.locator("[aria-selected]").inner_text().startswith("Write to us")


def test_what_no_rule_can_keep_is_told(desk: Page) -> None:
    """Where a strong rule drops a block in spite of one that speaks for it, the page says what to do."""
    desk.keyboard.press("j")
    desk.keyboard.press("b")
    expect(desk.locator("#advice")).to_contain_text("a stronger rule sees it: narrow that one")


def test_labels_are_saved_and_scored(desk: Page, bench: Served) -> None:
    """What a person said of blocks, and of all others the cleaner, is a line that `declutter eval` scores with."""
    for key in "jjjiw":
        desk.keyboard.press(key)
        desk.wait_for_timeout(200)
    expect(desk.locator("#saved")).to_have_text("saved")
    [line] = (bench.folder / "gold.jsonl").read_text(encoding="utf-8").splitlines()
    assert json.loads(line)["labels"] == [[0, 0, "body"], [1, 1, "comment_form"], [2, 2, "body"], [3, 3, "author_bio"]]
    scored = run(bench.folder, "eval", "gold.jsonl")
    assert (scored.returncode, scored.stdout.decode()[:13]) == (0, "all        1 ")


def test_what_was_said_can_be_taken_back(desk: Page) -> None:
    """`u` forgets what was said of a block."""
    desk.keyboard.press("a")
    expect(desk.locator(".verdict")).to_have_text("ad")
    desk.keyboard.press("u")
    expect(desk.locator(".verdict")).to_have_count(0)


def test_a_hostile_article_stays_text(bench: Served, page: Page) -> None:
    """Nothing in a document, a rule or a fault is more than text, and the page asks nobody but its server."""
    page.on("dialog", lambda dialog: pytest.fail(dialog.message))
    asked: list[str] = []
    page.on("request", lambda request: asked.append(request.url))
    page.goto(bench.link)
    page.get_by_role("button", name="b.txt").click()
    expect(page.locator(".words").nth(1)).to_have_text(f"{ATTACK} {PROSE}")
    page.locator("#rule").fill("- id: x\n  '<img src=https://evil.example onerror=alert(1)>': y\n")
    expect(page.locator("#faults")).to_contain_text("<img src=")
    assert page.locator("img").count() == 0
    assert {urlsplit(url).netloc for url in asked if not url.startswith("data:")} == {f"127.0.0.1:{bench.port}"}


@pytest.mark.parametrize("scheme", ["light", "dark"])
@pytest.mark.parametrize("width", [390, 1280])
def test_the_workbench_fits_every_screen(desk: Page, scheme: str, width: int) -> None:
    """In light and in dark, on a phone and on a desktop, nothing has to be scrolled sideways."""
    desk.emulate_media(color_scheme="dark" if scheme == "dark" else "light")
    desk.set_viewport_size({"width": width, "height": 800})
    assert desk.evaluate("document.documentElement.scrollWidth") <= width


def test_without_the_extra_the_way_out_is_told(tmp_path: Path) -> None:
    """Where no web server is installed, the error says what to install."""
    code = "import sys\nsys.modules['uvicorn'] = None\nfrom declutter.cli.start import main\nsys.exit(main(sys.argv[1:]))"
    command = [sys.executable, "-c", code, "workbench", "a.txt"]
    done = subprocess.run(command, cwd=tmp_path, capture_output=True, check=False)
    assert done.returncode == 2
    assert "install it with: pip install '.[workbench]'" in done.stderr.decode()


@pytest.mark.parametrize(
    ("words", "message"),
    [
        (["-"], "Error: the workbench opens files and folders; standard input is neither"),
        (["missing.txt"], "declutter: missing.txt: no such file; check the path"),
        (["bad.txt"], "declutter: none of the files can be read as text; there is nothing to open"),
        (["a.txt", "--to-pack", "broken.yml"], "broken.yml:1:1: "),
    ],
)
def test_mistakes_are_told_before_anything_is_served(tmp_path: Path, words: list[str], message: str) -> None:
    """What cannot be opened is said, and the exit code is 2."""
    (tmp_path / "a.txt").write_text("One.", encoding="utf-8")
    (tmp_path / "bad.txt").write_bytes(b"\x89PNG\0")
    (tmp_path / "broken.yml").write_text("pack: x", encoding="utf-8")
    done = run(tmp_path, "workbench", "--no-default-packs", *words)
    assert (done.returncode, done.stdout) == (2, b"")
    assert any(line.startswith(message) for line in messages(done))
