"""What a service is made of, so that one process can run one of them or all."""

import asyncio
from collections.abc import Callable, Coroutine, Sequence
from dataclasses import dataclass
from typing import Any

from storywire.http.health import Check
from storywire.http.routes import Route
from storywire.ports.processing import Processor

Task = Callable[[asyncio.Event], Coroutine[Any, Any, None]]


@dataclass(frozen=True, slots=True)
class Mount:
    """A consumer group: `processor` handles what `group` reads from `topic`."""

    group: str
    topic: str
    processor: Processor


@dataclass(frozen=True, slots=True)
class Service:
    """A service's parts. A task runs until the event it is given is set, and then ends soon."""

    name: str
    routes: Sequence[Route] = ()
    mounts: Sequence[Mount] = ()
    tasks: Sequence[Task] = ()
    checks: Sequence[Check] = ()
