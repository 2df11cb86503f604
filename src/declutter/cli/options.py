"""The options that say how to clean, and the settings they make."""

from __future__ import annotations

import functools
from dataclasses import dataclass, fields, replace
from typing import TYPE_CHECKING, Any

import click

from declutter.errors import InputError
from declutter.model import DROP_LABELS, Format, Label
from declutter.policies import PROFILES
from declutter.sites import host_of
from declutter.source import AUTO, ERRORS, language_of, read_source

if TYPE_CHECKING:
    from collections.abc import Callable

    from declutter.engine import Cleaner
    from declutter.model import Document, Policy


@dataclass(frozen=True, slots=True)
class Settings:
    """How to clean, as the options say it."""

    format: str
    language: str | None
    pack: tuple[str, ...]
    default_packs: bool
    weights: str
    allow: str | None
    keep: tuple[str, ...]
    drop: tuple[str, ...]
    profile: str
    errors: str
    witness: bool
    strict_packs: bool
    url: str | None

    def cleaner(self) -> Cleaner:
        """Make the cleaner."""
        from declutter.engine import Cleaner

        return Cleaner(
            self.pack,
            policy_of(self.profile, self.keep, self.drop),
            weights=weights_named(self.weights),
            default_packs=self.default_packs,
            allow=self.allow,
            witness=self.witness,
            strict_packs=self.strict_packs,
        )

    def read(self, data: bytes, name: str) -> Document:
        """Make a document of what a file holds."""
        return read_source(data, name=name, format=self.format, language=self.language, url=self.url, errors=self.errors)


def policy_of(profile: str, keep: tuple[str, ...], drop: tuple[str, ...]) -> Policy:
    """Return a named policy with the labels that are to stay or to go all the same.

    Raises:
        click.UsageError: a label is to stay and to go.
    """
    policy = PROFILES[profile]
    both = sorted(set(keep) & set(drop))
    if both:
        raise click.UsageError(f"--keep and --drop both name {', '.join(both)}; choose one")
    return replace(policy, drop=policy.drop - set(map(Label, keep)) | set(map(Label, drop)))


def weights_named(name: str) -> str | None:
    """Return the weights that `--weights` names: `none`, `default`, or a path."""
    return None if name == "none" else name


def _language(_context: click.Context, _option: click.Parameter, value: str | None) -> str | None:
    try:
        return None if value is None else language_of(value)
    except InputError as error:
        raise click.BadParameter(str(error)) from error


def _url(_context: click.Context, _option: click.Parameter, value: str | None) -> str | None:
    if value is not None and not ("://" in value and host_of(value)):
        raise click.BadParameter(f"{value!r} is no whole address; write it as in https://example.org/article")
    return value


DEFAULT_PACKS_OPTION = click.option(
    "--default-packs/--no-default-packs", default=True, help="Use the shipped packs, or leave them out."
)
PACK_OPTIONS = (
    click.option("--pack", metavar="PATH", multiple=True, help="A rule pack, or a folder of them. Repeatable."),
    DEFAULT_PACKS_OPTION,
)
"""Which rules are in play."""

WEIGHTS_OPTION = click.option(
    "--weights", metavar="PATH", default="default", help="Learned weights: default, none for rules alone, or a file of train."
)
PROFILE_OPTION = click.option("--profile", type=click.Choice(list(PROFILES)), default="default", help="What counts as clutter.")
_LABELS = click.Choice([str(label) for label in DROP_LABELS])
_FORMATS = click.Choice([AUTO, *map(str, Format)])
_ERRORS = click.Choice(ERRORS)
RECIPE_OPTIONS = (
    click.option("--format", type=_FORMATS, default=AUTO, help="What the input is; auto goes by name and content."),
    click.option("--language", metavar="CODE", callback=_language, help="ISO 639-1 code, where you know it."),
    *PACK_OPTIONS,
    click.option("--strict-packs", is_flag=True, help="Refuse what could make rules of --pack slow: for packs of strangers."),
    WEIGHTS_OPTION,
    click.option("--allow", metavar="FILE", help="A YAML file that names what always stays, and why."),
    click.option("--keep", metavar="LABEL", type=_LABELS, multiple=True, help="Keep what has this label. Repeatable."),
    click.option("--drop", metavar="LABEL", type=_LABELS, multiple=True, help="Drop what has this label. Repeatable."),
    PROFILE_OPTION,
    click.option("--witness/--no-witness", default=True, help="Ask trafilatura about HTML pages, or be faster."),
    click.option("--errors", type=_ERRORS, default="strict", help="What to do with bytes that are no text."),
)
"""How to clean, whatever there is to clean."""
_OPTIONS = (
    *RECIPE_OPTIONS,
    click.option("--url", metavar="URL", callback=_url, help="Where the page stands; relative links are completed with it."),
)


def add_options(options: tuple[Any, ...]) -> Callable[[Any], Any]:
    """Return a decorator that adds options to a command, in the order in which help shows them."""
    return lambda command: functools.reduce(lambda done, option: option(done), reversed(options), command)


def with_settings(command: Callable[..., int]) -> Callable[..., int]:
    """Add the options of `Settings` to a command, which takes them as `settings`."""

    @functools.wraps(command)
    def run(**given: Any) -> int:
        settings = Settings(**{field.name: given.pop(field.name) for field in fields(Settings)})
        return command(settings=settings, **given)

    decorated: Callable[..., int] = add_options(_OPTIONS)(run)
    return decorated
