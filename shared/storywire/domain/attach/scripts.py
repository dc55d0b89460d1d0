"""Words in any script: between spaces, or where a script has none, a few characters at a time.

Overlapping pairs or triples stand for words well enough to find texts by, as in Lucene's
CJKAnalyzer.
"""

import re
import unicodedata
from collections.abc import Mapping

# Han, Hiragana and Hangul; Thai, Lao, Myanmar and Khmer, which spell a syllable with more letters;
# Katakana, which spells foreign names: a run is one word.
_PAIRED = "\u3005\u3041-\u309f\u3400-\u4dbf\u4e00-\u9fff\uac00-\ud7af"
_SOUTHERN = "\u0e01-\u0e3a\u0e40-\u0e4e\u0e81-\u0edf\u1000-\u103f\u1780-\u17d3"
_KATAKANA = "\u30a1-\u30fa\u30fc"
_SIZES: Mapping[str | None, int] = {"pairs": 2, "triples": 3}
_LAST_MARK = 0x1CFF


def words_of(text: str) -> list[str]:
    """Return the words of `text` in order; a run of a script without spaces as pairs or triples."""
    if text.isascii():
        return _PLAIN.findall(text)
    if _UNSPACED.search(text) is None:
        return _WORD.findall(text)
    words: list[str] = []
    for run in _RUNS.finditer(text):
        found = run[0]
        size = _SIZES.get(run.lastgroup, len(found))
        words += [found[at : at + size] for at in range(max(1, len(found) - size + 1))]
    return words


def _marks() -> str:
    """Return marks for a character class: they belong to the letter before, which re denies."""
    marks = [
        code for code in range(0x300, _LAST_MARK) if unicodedata.category(chr(code)) in {"Mn", "Mc"}
    ]
    return "".join(rf"\u{code:04x}" for code in marks)


_PLAIN = re.compile(r"\w+", re.ASCII)
_UNSPACED = re.compile(f"[{_PAIRED}{_SOUTHERN}{_KATAKANA}]")
_WORD = re.compile(rf"[\w{_marks()}]+")
_RUNS = re.compile(
    f"(?P<pairs>[{_PAIRED}]+)|(?P<triples>[{_SOUTHERN}]+)|[{_KATAKANA}]+"
    rf"|(?:(?![{_PAIRED}{_SOUTHERN}{_KATAKANA}])[\w{_marks()}])+"
)
