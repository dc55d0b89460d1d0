"""Near-duplicates: a sketch of an article's word triples, and how much two sketches share.

The sketch is the k least hashes of the triples; the k least of two sketches together estimate
the Jaccard index of the texts (Bar-Yossef and others 2002, "Counting distinct elements").
"""

from array import array
from collections.abc import Sequence
from zlib import crc32

SKETCH_SIZE = 64
SKETCHED_WORDS = 300
MIN_WORDS = 30
COPY_RESEMBLANCE = 0.5
Sketch = Sequence[int]


def sketch_of(words: Sequence[str]) -> Sketch:
    """Return at most 64 hashes, rising, of the first 300 words; () below 30 words."""
    if len(words) < MIN_WORDS:
        return ()
    said = [word.encode() for word in words[:SKETCHED_WORDS]]
    triples = map(b" ".join, zip(said, said[1:], said[2:], strict=False))
    return tuple(sorted(set(map(crc32, triples)))[:SKETCH_SIZE])


def packed(sketch: Sketch) -> Sketch:
    """Return the same sketch, in the least memory."""
    return array("I", sketch)


def resemblance(left: Sketch, right: Sketch) -> float:
    """Return the estimated share of word triples that both texts have, of all they have."""
    both = {*left} & {*right}
    if not both:
        return 0.0
    least = sorted({*left, *right})[:SKETCH_SIZE]
    return sum(value in both for value in least) / len(least)
