"""Frozen vectors are integers; each of their fields has the length of the scale."""

from math import isclose, sqrt

import numpy as np
import pytest

from storywire.domain.attach.terms import Terms
from storywire.domain.attach.tokens import tokens_of
from storywire.domain.attach.vectors import (
    BODY,
    HELD,
    SCALE,
    TITLE,
    WHOLE,
    Vector,
    columns_of,
    frozen_vector,
)

TOKENS = tokens_of("Ferry aground", "A ferry ran aground near Port Elling.", language="en")


def evenly(terms):
    return np.ones(len(terms))


def length(weights):
    return sqrt(sum(weight * weight for weight in weights))


def test_title_words_all_words_and_names_are_each_of_the_same_length():
    vector = frozen_vector(TOKENS, evenly)
    words = len(TOKENS.body)

    for weights in (vector.title, vector.body[:words], vector.body[words:]):
        assert isclose(length(weights), SCALE, rel_tol=0.001)
    assert set(vector.terms[words:]) == {"@port elling", "@port", "@elling"}
    assert not any(vector.title[words:])


def test_a_term_said_twice_weighs_1_plus_ln_2():
    vector = frozen_vector(tokens_of("", "ferry boat ferry", language="en"), evenly)

    assert vector.terms == ("ferri", "boat")
    assert isclose(vector.body[0] / vector.body[1], 1.6931, rel_tol=0.001)


def test_columns_add_the_fields_up_to_one_length():
    vector = frozen_vector(TOKENS, evenly)

    rows, words = columns_of(vector, Terms({})).rows, len(TOKENS.body)

    assert isclose(length(rows[WHOLE].tolist()), SCALE, rel_tol=0.001)
    assert rows[TITLE].tolist() == list(vector.title)
    assert rows[BODY, :words].tolist() == list(vector.body[:words])
    assert not rows[BODY, words:].any()
    assert set(rows[HELD].tolist()) == {1}


def test_terms_that_all_stories_hold_are_held_with_weight_0():
    vector = frozen_vector(TOKENS, lambda terms: np.zeros(len(terms)))

    assert len(columns_of(vector, Terms({})).ids) == len(vector.terms)
    assert not any(vector.body)


def test_an_article_without_words_has_an_empty_vector():
    vector = frozen_vector(tokens_of("!", "", language="en"), evenly)

    assert vector == Vector()
    assert len(columns_of(vector, Terms({})).ids) == 0


def test_counts_of_many_terms_are_taken_over():
    held = {f"term{n}": n for n in range(10_000)}
    terms = Terms(held)

    assert terms.held(terms.numbered(list(held))).tolist() == list(held.values())


@pytest.mark.parametrize(("held", "stories", "worth"), [(3, 98, 3.3524), (0, 0, 1.3863), (9, 4, 0)])
def test_a_term_is_worth_what_few_stories_hold_it(held, stories, worth):
    terms = Terms({"ferri": held})

    assert terms.worth(terms.numbered(["ferri"]), stories).tolist() == [
        pytest.approx(worth, abs=1e-4)
    ]
