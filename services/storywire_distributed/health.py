"""Asks the process of this container whether it is ready; often, so it imports little."""

from urllib.error import URLError
from urllib.request import urlopen

_URL = "http://127.0.0.1:8080/readyz"


def healthy() -> bool:
    """Return whether /readyz says so within 4 seconds."""
    try:
        with urlopen(_URL, timeout=4) as answer:  # the address is above
            return bool(answer.status == 200)
    except (URLError, OSError):
        return False
