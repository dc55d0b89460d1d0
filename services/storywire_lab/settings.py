"""The environment that a measured child process gets."""

import os
from collections.abc import Mapping


def child_environment(**changes: str) -> Mapping[str, str]:
    """Return this process's environment with `changes`."""
    return {**os.environ, **changes}
