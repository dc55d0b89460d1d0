"""Logs are events: structlog, pretty on a terminal, one JSON object a line elsewhere."""

import logging
import sys
import time
from typing import Literal

import structlog

_MOST_TEMPLATES = 1_000
Level = Literal["debug", "info", "warning", "error"]
_LEVELS = {
    "debug": logging.DEBUG,
    "info": logging.INFO,
    "warning": logging.WARNING,
    "error": logging.ERROR,
}


def configure(level: Level = "info") -> None:
    """Set up logging for this process, once, to standard error."""
    renderer: structlog.typing.Processor = (
        structlog.dev.ConsoleRenderer()
        if sys.stderr.isatty()
        else structlog.processors.JSONRenderer()
    )
    stamp = structlog.processors.TimeStamper(fmt="iso", utc=True)
    structlog.configure(
        processors=[
            structlog.contextvars.merge_contextvars,
            structlog.processors.add_log_level,
            stamp,
            structlog.processors.format_exc_info,
            renderer,
        ],
        wrapper_class=structlog.make_filtering_bound_logger(_LEVELS[level]),
        logger_factory=structlog.PrintLoggerFactory(sys.stderr),
        cache_logger_on_first_use=False,
    )
    formatter = structlog.stdlib.ProcessorFormatter(
        foreign_pre_chain=[structlog.stdlib.add_log_level, structlog.stdlib.add_logger_name, stamp],
        processors=[
            structlog.stdlib.ProcessorFormatter.remove_processors_meta,
            structlog.processors.format_exc_info,
            renderer,
        ],
    )
    handler = logging.StreamHandler(sys.stderr)
    handler.addFilter(DampedFilter())
    handler.setFormatter(formatter)
    logging.basicConfig(level=logging.WARNING, handlers=[handler])


class Damper:
    """Lets one of many messages alike pass in ten seconds, and counts the others."""

    def __init__(self, seconds: float = 10.0) -> None:
        self._seconds = seconds
        self._last: dict[str, tuple[float, int]] = {}

    def alike(self, template: str) -> int | None:
        """Return how many were kept back since the last that passed; None: keep this one back."""
        now = time.monotonic()
        passed, kept_back = self._last.get(template, (0.0, 0))
        if passed and now - passed < self._seconds:
            self._last[template] = (passed, kept_back + 1)
            return None
        if len(self._last) > _MOST_TEMPLATES:
            self._last.clear()
        self._last[template] = (now, 0)
        return kept_back


class DampedFilter(logging.Filter):
    """For logs of libraries: an outage of the broker would else fill them, 80 lines a second."""

    def __init__(self, damper: Damper | None = None) -> None:
        super().__init__()
        self._damper = damper or Damper()

    def filter(self, record: logging.LogRecord) -> bool:
        """Keep the record back, or say on it how many alike were."""
        alike = self._damper.alike(f"{record.name} {record.msg}")
        if alike:
            record.msg = f"{record.msg} (+{alike} alike)"
        return alike is not None
