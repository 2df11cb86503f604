"""Which language a document is in: once per document, and only where packs of several languages are loaded.

A light gate counts function words and scripts at the head of the text, which settles almost every article. What it leaves
open goes to `langdetect`, seeded, so that the same text has the same language in every run.
"""

from __future__ import annotations

from collections import Counter, defaultdict
from itertools import islice

import regex

UNKNOWN = "und"
_SAMPLE = 1_500
_LEAST_LETTERS = 20
_LEAST_WORDS = 4
"""Function words that the gate wants to see before it speaks."""

_FUNCTION_WORDS = {
    "en": "the and of to in is that for with was are this it on as be have from not they which at by you we",
    "de": "der die das und ist nicht ein eine mit den von zu auf für im dem des sich auch als wird es werden wir sie",
    "fr": "le la les des et est une dans pour que qui pas sur avec ce du au plus par vous nous sont cette il elle",
    "es": "el la los las y es una en para que no con por del se su como más al lo este esta son pero",
    "it": "il la di che è un una per non con del della sono gli le dei nel anche più si come alla questo",
    "pt": "o a os as e é um uma em para que não com por do da se dos das mais como ao na no são",
    "nl": "de het een en van is dat niet op te voor met zijn die er aan ook als bij maar door om wordt naar",
    "pl": "i w na nie się jest to że z do o jak po dla ale są przez od tym był za może oraz który",
    "sv": "och att det som en är på för av med den inte till har ett om var de från kan vi eller men",
    "tr": "ve bir bu için ile de da çok olarak daha olan gibi kadar sonra ama en ne var değil",
    "cs": "a je v na se to že s z do o jak pro ale jsou za po který jako by nebo při ve tak",
    "fi": "ja on ei että se oli hän mutta ovat kun myös joka niin kuin tai sen sitä mukaan",
    "hu": "a az és hogy nem is egy ez meg de van volt már csak mint vagy azt lesz",
    "da": "og i at det er en til på som for med af den der ikke et har de var fra",
}
_LANGUAGES: dict[str, tuple[str, ...]] = {}
for _language, _words in _FUNCTION_WORDS.items():
    for _word in _words.split():
        _LANGUAGES[_word] = (*_LANGUAGES.get(_word, ()), _language)

_SCRIPTS = (
    ("ja", regex.compile("[\u3040-\u30ff]")),
    ("zh", regex.compile("[\u4e00-\u9fff]")),
    ("ko", regex.compile("[\uac00-\ud7af]")),
)
_ANY_SCRIPT = regex.compile("[\u3040-\u30ff\u4e00-\u9fff\uac00-\ud7af]")
_SCRIPT_SHARE = 0.2


def detect_language(text: str) -> str:
    """Return the ISO 639-1 code of the language of `text`, `und` for what is too short or has no letters."""
    sample = text[:_SAMPLE].lower()
    if not any(islice((char for char in sample if char.isalpha()), _LEAST_LETTERS - 1, None)):
        return UNKNOWN
    return _by_script(sample) or _by_function_words(sample) or _by_langdetect(sample)


def _by_script(sample: str) -> str | None:
    if sample.isascii() or not _ANY_SCRIPT.search(sample):
        return None
    letters = sum(map(str.isalpha, sample))
    found = (code for code, script in _SCRIPTS if len(script.findall(sample)) > _SCRIPT_SHARE * letters)
    return next(found, None)


def _by_function_words(sample: str) -> str | None:
    """Return the language that twice as many function words speak for as for any other; a shared one speaks for each in part."""
    weights: dict[str, float] = defaultdict(float)
    for word, count in Counter(filter(_LANGUAGES.__contains__, sample.split())).items():
        for language in _LANGUAGES[word]:
            weights[language] += count / len(_LANGUAGES[word])
    first, second, *_ = *sorted(weights, key=lambda each: (-weights[each], each)), "", ""
    clear = weights[first] >= _LEAST_WORDS and weights[first] >= 2 * weights[second]
    return first if clear else None


def _by_langdetect(sample: str) -> str:
    from langdetect import DetectorFactory, LangDetectException, detect

    DetectorFactory.seed = 0
    try:
        return str(detect(sample)).split("-")[0]
    except LangDetectException:
        return UNKNOWN
