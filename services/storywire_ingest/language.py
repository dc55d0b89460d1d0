"""Which edition an article belongs to, and its language. Detection is py3langid's."""

import re

import py3langid

MIN_WORDS = 20
_READ = 4_000
# Scripts without spaces between words count by the character.
_WORD = re.compile(r"[\u0e00-\u0e7f\u3040-\u30ff\u3400-\u9fff\uac00-\ud7af]|\w+")


def detected(text: str) -> str | None:
    """Return the ISO 639-1 code of the language of `text`, None under 20 words."""
    read = text[:_READ]
    if len(_WORD.findall(read)) < MIN_WORDS:
        return None
    return str(py3langid.classify(read)[0])


def primary(language: str) -> str:
    """Return the primary subtag of a language tag: `en` of `en-GB`."""
    return language.partition("-")[0].lower()
