"""The page of the workbench: one file, with its styles and its program in it."""

from __future__ import annotations

from functools import cache
from importlib import resources

from declutter.render.html import policy_of, read_asset


@cache
def page() -> tuple[str, str]:
    """Return the page, and its content security policy: it talks to its own server alone."""
    from jinja2 import Environment, StrictUndefined

    style, program = read_asset("report.css") + _asset("workbench.css"), _asset("workbench.js")
    template = Environment(autoescape=True, undefined=StrictUndefined).from_string(_asset("page.html"))
    policy = f"{policy_of(style, program)}; connect-src 'self'; frame-ancestors 'none'"
    return template.render(style=style, program=program), policy


def _asset(name: str) -> str:
    return (resources.files(__package__) / "assets" / name).read_text(encoding="utf-8")
