"""Posting lists give the dot products that plain sums give, whatever comes and goes."""

from collections import Counter

import numpy as np
from hypothesis import given, settings
from hypothesis import strategies as st

from storywire.domain.attach.postings import Postings

TERMS, SLOTS = 3, 4
Article = tuple[int, tuple[int, ...]]
articles = st.tuples(
    st.integers(0, SLOTS - 1),
    st.lists(st.integers(0, 9), min_size=TERMS, max_size=TERMS).map(tuple),
)


def columns(weights):
    return np.arange(TERMS, dtype=np.int32), np.array(weights, np.int64)


def dots(postings):
    ids, weights = columns([1, 10, 100])
    found = postings.dots(ids, weights, SLOTS)
    return [0] * SLOTS if found is None else found.tolist()


def plain(filed):
    sums = [0] * SLOTS
    for slot, weights in filed.elements():
        sums[slot] += weights[0] + 10 * weights[1] + 100 * weights[2]
    return sums


@settings(max_examples=60, deadline=None)
@given(st.lists(articles, max_size=200), st.data())
def test_dots_are_those_of_plain_sums(stream, data):
    postings = Postings()
    filed: Counter[Article] = Counter()
    for slot, weights in stream:
        postings.add(slot, *columns(weights))
        filed[slot, weights] += 1
        if data.draw(st.integers(0, 5)) == 0:
            gone = data.draw(st.sampled_from(sorted(filed.elements())))
            postings.remove(gone[0], *columns(gone[1]))
            filed[gone] -= 1
        assert dots(postings) == plain(filed)


@settings(max_examples=60, deadline=None)
@given(st.lists(articles, min_size=1, max_size=200), st.integers(0, SLOTS - 1))
def test_a_forgotten_story_leaves_nothing(stream, slot):
    postings = Postings()
    filed: Counter[Article] = Counter()
    for place, weights in stream:
        postings.add(place, *columns(weights))
        filed[place, weights] += 1

    postings.forget_all(slot, columns([1] * TERMS)[0])

    assert dots(postings) == plain(Counter({it: n for it, n in filed.items() if it[0] != slot}))


@settings(max_examples=60, deadline=None)
@given(st.lists(articles, max_size=200), articles)
def test_a_story_of_one_article_is_forgotten_by_its_weights(stream, one):
    postings = Postings()
    filed: Counter[Article] = Counter()
    alone = SLOTS - 1
    for at, (slot, weights) in enumerate(stream):
        if at == len(stream) // 2:
            postings.add(alone, *columns(one[1]))
        postings.add(slot % alone, *columns(weights))
        filed[slot % alone, weights] += 1
    if not stream:
        postings.add(alone, *columns(one[1]))

    postings.forget(alone, *columns(one[1]))

    assert dots(postings) == plain(filed)
