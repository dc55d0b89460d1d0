"""What a sentence says in passing of those it names: ages, appositions, clauses after a comma."""

import re

from storywire.domain.story import words

_ASIDES = re.compile(
    r", (?:who|whose|whom|which|where)\b[^,.;]*(?:,|[.]?$)"
    r"|, \d{1,3}(?:-year-old)?(?=,)"
    r"|(?<=\w), (?:a|an|the) [^,]{2,80}(?:,|[.]?$)"
)


def without_asides(text: str, language: str) -> str:
    """Return an English text without its asides; another as it is, for want of rules."""
    return _ASIDES.sub(" ", text) if words.base(language) in {"en", "und"} else text
