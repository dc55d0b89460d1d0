"""What a filter lets through: a repeated key is "or", different keys are "and"."""

import pytest
from hypothesis import given
from hypothesis import strategies as st
from pydantic import ValidationError

from storywire.domain.delivery.filters import Filter, matches
from storywire.domain.model import SIGNIFICANCES, ArticleRef, Entity, Section
from storywire.testing import NOON, a_story, an_update


def an_article_of(url: str, title: str = "Divers inspect the hull") -> ArticleRef:
    return ArticleRef(article_id="a1", number=1, title=title, url=url, published_at=NOON)


UPDATE = an_update(
    a_story(
        title="Night ferry runs aground",
        entities=(Entity(slug="ida-lund", name="Ida Lund"),),
        outlets=("Coast Herald", "North Wire"),
        summary=(Section(section_id="s1", heading="Six were injured", sentences=()),),
        articles=(an_article_of("https://www.coastherald.example/ferry"),),
    )
)
KEYS = {
    "story": ("en-0123456789abcdef", "en-other"),
    "edition": ("en", "de"),
    "entity": ("ida-lund", "someone"),
    "outlet": ("coast herald", "Fjord Daily"),
    "source": ("coastherald.example", "fjord.example"),
    "q": ("ferries", "volcano"),
}


@given(
    st.dictionaries(st.sampled_from(sorted(KEYS)), st.lists(st.booleans(), min_size=1, max_size=9))
)
def test_each_key_needs_one_value_that_fits(chosen):
    asked = {
        key: [KEYS[key][0 if fits else 1] for fits in values] for key, values in chosen.items()
    }

    assert matches(Filter.model_validate(asked), UPDATE) == all(map(any, chosen.values()))


@given(st.sampled_from(SIGNIFICANCES), st.sampled_from(SIGNIFICANCES))
def test_the_floor_lets_through_what_weighs_as_much_or_more(floor, weight):
    update = an_update(significance=weight)

    wanted = SIGNIFICANCES.index(weight) >= SIGNIFICANCES.index(floor)
    assert matches(Filter(min_significance=floor), update) == wanted
    assert not wanted or matches(Filter(min_significance="cosmetic"), update)


@pytest.mark.parametrize("words", ["ferry", "FERRY injured", "divers hull", "Lund"])
def test_all_words_are_looked_for_in_title_headings_entities_and_article_titles(words):
    assert matches(Filter(q=(words,)), UPDATE)
    assert not matches(Filter(q=(f"{words} volcano",)), UPDATE)


def test_a_source_is_a_host_or_a_domain_above_it_and_not_a_part_of_a_name():
    assert matches(Filter(source=("WWW.coastherald.example",)), UPDATE)
    assert not matches(Filter(source=("herald.example",)), UPDATE)
    assert not matches(Filter(source=("example",)), UPDATE)


def test_a_filter_has_at_most_64_terms():
    Filter(story=tuple(f"s{n}" for n in range(60)), q=("one two three four",))

    with pytest.raises(ValidationError, match="at most 64 terms"):
        Filter(story=tuple(f"s{n}" for n in range(60)), q=("one two three four five",))


@pytest.mark.parametrize("wrong", [{"topic": "x"}, {"q": "…"}, {"min_significance": "huge"}])
def test_what_can_not_be_meant_is_refused(wrong):
    with pytest.raises(ValidationError):
        Filter.model_validate(wrong)


def test_one_value_needs_no_list():
    assert Filter.model_validate({"story": "s1"}) == Filter(story=("s1",))
    assert Filter.model_validate_json('{"story": ["s1"]}') == Filter(story=("s1",))
