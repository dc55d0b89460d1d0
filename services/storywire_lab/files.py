"""Files of lines, gzip'd where their name ends in .gz."""

import gzip
from pathlib import Path
from typing import TextIO


def opened(path: Path) -> TextIO:
    """Return the text of `path` to read.

    Raises:
        OSError: it can't be opened.
    """
    if path.suffix == ".gz":
        return gzip.open(path, "rt", encoding="utf-8")
    return path.open(encoding="utf-8")
