"""Near-duplicates: a sketch of an article's word triples, and how much two sketches share.

The sketch is the k least hashes of the triples; the k least of two sketches together estimate
the Jaccard index of the texts (Bar-Yossef and others 2002, "Counting distinct elements").
"""

from array import array
from collections.abc import Sequence
from zlib import crc32

import numpy as np

SKETCH_SIZE = 64
SKETCHED_WORDS = 300
MIN_WORDS = 30
COPY_RESEMBLANCE = 0.5
Sketch = Sequence[int]
# Odd numbers: multiplying by one permutes the hashes (Knuth, TAOCP 3, 6.4).
_FIRST, _SECOND, _THIRD = map(np.uint32, (2_654_435_761, 2_246_822_519, 3_266_489_917))


def sketch_of(words: Sequence[str]) -> Sketch:
    """Return at most 64 hashes, rising, of the first 300 words; () below 30 words."""
    if len(words) < MIN_WORDS:
        return ()
    said = np.array([crc32(word.encode()) for word in words[:SKETCHED_WORDS]], np.uint32)
    triples = (said[:-2] * _FIRST) ^ (said[1:-1] * _SECOND) ^ (said[2:] * _THIRD)
    triples.sort()
    different = np.concatenate((triples[:1], triples[1:][triples[1:] != triples[:-1]]))
    return tuple(different[:SKETCH_SIZE].tolist())


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
