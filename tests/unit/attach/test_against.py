"""Compiled and in numpy, comparisons and sketches are the same to the bit."""

import numpy as np
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from storywire.domain.attach import against, duplicates, kernels
from storywire.domain.attach.terms import SENTENCE

pytestmark = pytest.mark.skipif(not kernels.COMPILED, reason="nothing is compiled here")
TERMS = 40
seeds = st.integers(0, 2**32 - 1)


def an_article(rng):
    ids = rng.permutation(TERMS)[: rng.integers(0, TERMS)].astype(np.int32)
    rows = rng.integers(0, 32_769, (4, len(ids)))
    rows[3] = 1
    kinds = (ids % 5).astype(np.uint8)
    counted = kinds != SENTENCE
    return ids, rows, kinds, counted * rng.random(len(ids)) * 9, counted * rng.random(len(ids))


def a_story(rng):
    members = int(rng.integers(1, 60))
    ids = np.sort(rng.permutation(TERMS)[: rng.integers(1, TERMS)]).astype(np.int32)
    sums = rng.integers(0, 2**31, (4, len(ids))).astype(np.int32)
    sums[3] = rng.integers(1, members + 1, len(ids))
    lengths = rng.integers(1, TERMS, rng.integers(0, 6))
    kept = [rng.permutation(TERMS)[:length].astype(np.int32) for length in lengths]
    rows = rng.integers(0, 32_769, (3, lengths.sum())).astype(np.uint16)
    starts = [0, *np.cumsum(lengths).tolist()][: len(lengths)]
    return ids, sums, np.concatenate([np.zeros(0, np.int32), *kept]), rows, starts, members


@settings(max_examples=200, deadline=None)
@given(seeds)
def test_an_article_is_against_stories_as_it_is_in_numpy(seed):
    rng = np.random.default_rng(seed)
    article, stories = an_article(rng), [a_story(rng) for _ in range(3)]
    places = np.full(TERMS, -1, np.int32)

    compiled = kernels.compare(article, places, stories)

    assert compiled == against.compare(article, places, stories)
    assert (places == -1).all()


@settings(max_examples=200, deadline=None)
@given(st.lists(st.text(max_size=9), max_size=400))
def test_a_sketch_is_the_one_of_numpy(words):
    assert kernels.sketch_of(words) == duplicates.sketch_of(words)


@pytest.mark.parametrize(
    ("loop", "arguments"),
    [
        (kernels.compare, ((), np.zeros(1, np.int32), [])),
        (kernels.compare, (an_article(np.random.default_rng(1)), np.zeros(1), [])),
        (kernels.sketch_of, ([1] * 40,)),
        (kernels.Postings().add, (1, [2], [3])),
        (kernels.Postings().add, (1, np.zeros(1), np.zeros(1))),
        (kernels.Postings().add_all, ([1],)),
        (kernels.Postings().nearest, (1,)),
    ],
)
def test_what_is_no_array_of_the_right_kind_is_refused(loop, arguments):
    with pytest.raises(TypeError):
        loop(*arguments)
