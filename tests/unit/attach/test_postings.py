"""Posting lists give the dot products that plain sums give, whatever comes and goes."""

from collections import Counter

import numpy as np
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from storywire.domain.attach import kernels
from storywire.domain.attach.postings import PlainPostings

TERMS, SLOTS = 3, 4
KINDS = pytest.mark.parametrize(
    "kind",
    [
        PlainPostings,
        pytest.param(kernels.Postings, marks=pytest.mark.skipif(
            not kernels.COMPILED, reason="nothing is compiled here"
        )),
    ],
    ids=["plain", "compiled"],
)  # fmt: skip
Article = tuple[int, tuple[int, ...]]
articles = st.tuples(
    st.integers(0, SLOTS - 1),
    st.lists(st.integers(0, 9), min_size=TERMS, max_size=TERMS).map(tuple),
)


def columns(weights):
    return np.arange(TERMS, dtype=np.int32), np.array(weights, np.int64)


def dots(postings):
    ids, weights = columns([1, 10, 100])
    found = postings.nearest(ids, weights, np.ones(SLOTS), np.zeros(SLOTS, np.int64), 0, SLOTS)
    sums = [0] * SLOTS
    for score, slot in found:
        sums[slot] = int(score)
    return sums


def plain(filed):
    sums = [0] * SLOTS
    for slot, weights in filed.elements():
        sums[slot] += weights[0] + 10 * weights[1] + 100 * weights[2]
    return sums


@KINDS
@settings(max_examples=60, deadline=None)
@given(st.lists(articles, max_size=200), st.data())
def test_dots_are_those_of_plain_sums(kind, stream, data):
    postings = kind()
    filed: Counter[Article] = Counter()
    for slot, weights in stream:
        postings.add(slot, *columns(weights))
        filed[slot, weights] += 1
        if data.draw(st.integers(0, 5)) == 0:
            gone = data.draw(st.sampled_from(sorted(filed.elements())))
            postings.remove(gone[0], *columns(gone[1]))
            filed[gone] -= 1
        assert dots(postings) == plain(filed)


@KINDS
@settings(max_examples=60, deadline=None)
@given(st.lists(articles, min_size=1, max_size=200), st.integers(0, SLOTS - 1))
def test_a_forgotten_story_leaves_nothing(kind, stream, slot):
    postings = kind()
    filed: Counter[Article] = Counter()
    for place, weights in stream:
        postings.add(place, *columns(weights))
        filed[place, weights] += 1

    postings.forget(slot, columns([1] * TERMS)[0])

    assert dots(postings) == plain(Counter({it: n for it, n in filed.items() if it[0] != slot}))


@KINDS
@settings(max_examples=60, deadline=None)
@given(st.lists(articles, max_size=200))
def test_many_at_once_are_as_one_by_one(kind, stream):
    at_once, one_by_one = kind(), kind()
    at_once.add_all([(slot, *columns(weights)) for slot, weights in stream])
    for slot, weights in stream:
        one_by_one.add(slot, *columns(weights))

    assert dots(at_once) == dots(one_by_one)


@KINDS
def test_the_nearest_are_the_highest_scores_and_their_ties_within_reach(kind):
    postings, slots = kind(), 6
    for slot, weight in enumerate((9, 4, 7, 4, 2, 8)):
        postings.add(slot, *columns([weight, 0, 0]))
    shares, horizons = np.ones(slots), np.full(slots, 50)
    shares[2], horizons[5] = 0.5, 49

    found = postings.nearest(*columns([1, 0, 0]), shares, horizons, 50, 2)

    assert sorted(found) == [(4.0, 1), (4.0, 3), (9.0, 0)]


@KINDS
def test_terms_that_nobody_holds_find_nothing(kind):
    postings = kind()
    postings.add(0, *columns([0, 1, 0]))

    none = postings.nearest(*columns([1, 0, 1]), np.ones(1), np.zeros(1, np.int64), 0, 1)
    unknown = postings.nearest(
        np.array([1_000_000], np.int32), np.array([1]), np.ones(1), np.zeros(1, np.int64), 0, 1
    )

    assert (none, unknown) == ([], [])
