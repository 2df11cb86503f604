"""The named policies. The field disagrees on what is clutter; docs/labels.md says why each of these decides as it does."""

from __future__ import annotations

from declutter.errors import InputError
from declutter.model import DROP_LABELS, Label, Policy

_PAGE = frozenset(DROP_LABELS) - {Label.PROMO, Label.AUTHOR_BIO, Label.COMMENTS, Label.LEGAL}

PROFILES: dict[str, Policy] = {
    "default": Policy(),
    "rag": Policy("rag", sure=0.55),
    "train": Policy("train", drop=frozenset(DROP_LABELS) - {Label.PROMO}),
    "search": Policy("search", drop=frozenset(DROP_LABELS) - {Label.AUTHOR_BIO, Label.TAGS}),
    "archive": Policy("archive", drop=_PAGE, sure=0.9),
    "main_content": Policy("main_content", inside=False),
}
"""By name:

default   everything that is not the article goes
rag       as default, a little bolder: a stray pitch in an answer costs more than a lost closing line
train     promotional prose stays, as language models are also asked to read and write it
search    bios and tags stay, since people search for authors and topics
archive   only page furniture goes, and only where it is plain to see: the record stays as it was published
main_content  of HTML pages the furniture goes, as other extractors do it; what stands inside the article stays
"""


_HIGHEST = {"sure": 1, "caution": 10, "brake": 1}


def policy_of(given: Policy | str) -> Policy:
    """Return the policy of a name, or the one that is given.

    Raises:
        InputError: there is none of this name, it drops what is no label of clutter, or a number of it is out of bounds.
    """
    if isinstance(given, str):
        if given not in PROFILES:
            raise InputError(f"there is no policy {given!r}; choose {', '.join(PROFILES)}")
        return PROFILES[given]
    if odd := sorted(set(given.drop) - set(DROP_LABELS)):
        raise InputError(f"a policy cannot drop {', '.join(odd)}; choose among {', '.join(DROP_LABELS)}")
    for name, highest in _HIGHEST.items():
        if not 0 <= getattr(given, name) <= highest:
            raise InputError(f"the {name} of a policy cannot be {getattr(given, name)}; it is 0 to {highest}")
    return given
