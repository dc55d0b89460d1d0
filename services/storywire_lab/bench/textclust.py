"""textClust as river has it, where river is installed: what is usual beside our matcher.

Carnein, Assenmacher and Trautmann 2017, "Stream clustering of chat messages with applications to
Twitch streams". It forgets its smaller clusters as it goes, so it never holds a crowd.
"""

import time
from collections.abc import Iterable

from storywire.domain.attach.tokens import tokens_of
from storywire.domain.model import Article
from storywire_lab.stopwatch import percentile

try:
    from river.cluster import TextClust
except ImportError:
    TextClust = None


def textclust_ms(articles: Iterable[Article]) -> float:
    """Return the median ms of an article, tokens included, in the second half; 0 without river."""
    if TextClust is None:
        return 0.0
    clusters, seconds = TextClust(), []
    for number, article in enumerate(articles, start=1):
        begun = time.perf_counter()
        tokens = tokens_of(article.title, article.text, language=article.language)
        clusters.learn_one(dict(tokens.body), number)
        seconds.append(time.perf_counter() - begun)
    return round(percentile(seconds[len(seconds) // 2 :], 50) * 1e3, 2)
