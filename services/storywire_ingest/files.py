"""Files of articles: one JSON object a line, plain or gzip. Streams; refuses line by line."""

import gzip
import zlib
from collections.abc import Iterator
from datetime import UTC, datetime, timedelta
from io import BufferedIOBase
from pathlib import Path

from storywire.errors import UsageError
from storywire_ingest.draft import Draft, DraftFault, read_draft

FIRST = datetime(2000, 1, 1, tzinfo=UTC)
STEP = timedelta(minutes=1)
MAX_LINE = 4 * 1024 * 1024
_GZIP = b"\x1f\x8b"


def read_drafts(path: Path) -> Iterator[tuple[int, Draft | DraftFault]]:
    """Yield the line number (from 1) and the draft of each line, or why it is none.

    A draft without `published_at` is of one minute after the one before it, the first of
    2000-01-01T00:00Z. Blank lines are passed over. `.gz` is known by its content.

    Raises:
        UsageError: the file can't be read, or is broken gzip; the message names the line.
    """
    before = FIRST - STEP
    for number, line in _lines(path):
        found = _read(line)
        if isinstance(found, Draft):
            published_at = found.published_at or before + STEP
            before = published_at
            found = found.model_copy(update={"published_at": published_at})
        yield number, found


def _read(line: bytes) -> Draft | DraftFault:
    if len(line) > MAX_LINE:
        return DraftFault((("(body)", f"the line is longer than {MAX_LINE} bytes"),))
    try:
        return read_draft(line)
    except DraftFault as fault:
        return fault


def _lines(path: Path) -> Iterator[tuple[int, bytes]]:
    number = 0
    try:
        with _open(path) as stream:
            while line := stream.readline(MAX_LINE + 1):
                number += 1
                if len(line) > MAX_LINE:
                    _pass_over(stream)
                if line.strip():
                    yield number, line.removeprefix(b"\xef\xbb\xbf") if number == 1 else line
    except (OSError, EOFError, zlib.error) as error:
        raise UsageError(f"{path}: after line {number}: {error}") from error


def _open(path: Path) -> BufferedIOBase:
    with path.open("rb") as stream:
        packed = stream.read(2) == _GZIP
    return gzip.open(path, "rb") if packed else path.open("rb")


def _pass_over(stream: BufferedIOBase) -> None:
    """Read to the end of a line that is too long to keep."""
    while (part := stream.readline(MAX_LINE)) and not part.endswith(b"\n"):
        pass
