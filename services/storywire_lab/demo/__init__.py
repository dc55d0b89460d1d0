"""The bundled demo: invented articles from invented outlets, one JSON object a line."""

from pathlib import Path


def articles_path() -> Path:
    """Return the file of the demo's articles: JSON Lines, UTF-8, in order of `published_at`."""
    return Path(__file__).with_name("articles.jsonl")
