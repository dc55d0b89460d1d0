"""Frozen vectors are integers of one length, heaviest first."""

from math import isclose, log, sqrt

from storywire.domain.attach.tokens import tokens_of
from storywire.domain.attach.vectors import (
    KEPT_TERMS,
    SCALE,
    frozen_vector,
    inverse_story_frequency,
)


def evenly(terms):
    return dict.fromkeys(terms, 1.0)


def test_idf_counts_stories():
    assert isclose(inverse_story_frequency(3, 98), log(100 / 3.5))


def test_a_vector_has_the_length_of_the_scale():
    tokens = tokens_of("Ferry aground", "A ferry ran aground near Port Elling.", language="en")

    vector = frozen_vector(tokens, evenly)

    assert isclose(sqrt(sum(w * w for w in vector.values())), SCALE, rel_tol=0.001)
    assert list(vector.values()) == sorted(vector.values(), reverse=True)


def test_terms_past_the_heaviest_120_are_held_with_weight_0():
    text = " ".join(f"word{n}" for n in range(140))

    vector = frozen_vector(tokens_of("headline", text, language="en"), evenly)

    assert len(vector) == 141
    assert [weight > 0 for weight in vector.values()] == [True] * KEPT_TERMS + [False] * 21


def test_an_article_without_words_has_an_empty_vector():
    assert frozen_vector(tokens_of("!", "", language="en"), evenly) == {}
