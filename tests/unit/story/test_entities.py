"""The entities of a story are the names that most of its articles name."""

from datetime import UTC, datetime

from storywire.domain.model import Article
from storywire.domain.story import names, reading
from storywire.domain.story.entities import Names, entities, slug
from storywire.domain.story.values import Member

NOW = datetime(2026, 1, 14, tzinfo=UTC)


def member(number: int, text: str) -> Member:
    article = Article(
        edition="en",
        article_id=f"a{number}",
        revision=1,
        content_hash="h",
        outlet="Ellis Courier",
        title="The ferry",
        text=text,
        language="en",
        published_at=NOW,
        ingested_at=NOW,
    )
    return Member(reading.read(article), number)


def entities_of(members):
    return entities(members, Names())


def test_surnames_join_full_names_and_outlets_and_days_stay_out():
    found = entities_of(
        [
            member(1, "On Monday Mayor Ida Brook closed the pier at Port Ellis."),
            member(2, "The ferry sank near Port Ellis in March, Brook told the Ellis Courier."),
            member(3, "Divers at Port Ellis met with Brook, the CNN crew and Jonas Lind."),
        ]
    )

    assert [(entity.slug, entity.name) for entity in found] == [
        ("ida-brook", "Ida Brook"),
        ("port-ellis", "Port Ellis"),
        ("jonas-lind", "Jonas Lind"),
    ]


def test_the_order_of_articles_does_not_matter():
    texts = ["Ida Brook met Jonas Lind.", "Jonas Lind met Ola Berg.", "Ola Berg met Ida Brook."]
    members = [member(n, f"On the pier of the town {text}") for n, text in enumerate(texts)]

    assert entities_of(members) == entities_of(members[::-1])


def test_slugs_are_ascii_where_they_can_be():
    assert slug("Hōryū-ji Temple") == "horyu-ji-temple"
    assert slug("이재명") == "이재명"
    assert slug("O'Neil & Co.") == "o-neil-co"


def test_titles_genitives_and_opening_words_are_no_part_of_a_name():
    found = names.spelled("Police and Mayor Ida Brook's aide met New Orleans Mayor Jo Tan.")

    assert found == ("Ida Brook", "New Orleans", "Jo Tan")


def test_a_surname_that_opens_a_sentence_is_known_from_the_rest_of_the_article():
    found = names.by_sentence(["Ida Brook left.", "Brook said no.", "Ships waited."], "en")

    assert found == [("Ida Brook",), ("Brook",), ()]


def test_german_nouns_are_no_names():
    found = names.by_sentence(["Die Fähre von Kapitän Jonas Lind sank.", "Lind schwieg."], "de")

    assert found[1] == ("Lind",)
    assert not any("Fähre" in name for name in found[0])


def test_spellings_of_a_name_are_one_entity():
    found = entities_of(
        [
            member(1, "The pier belongs to Harbour Works Inc. of the U.S. Capitol district."),
            member(2, "The owner of the pier is Harbour Works near the US Capitol."),
        ]
    )

    assert [entity.slug for entity in found] == ["harbour-works", "us-capitol"]


def test_counting_on_gives_what_counting_anew_gives():
    texts = ["Ida Brook met Jonas Lind.", "Jonas Lind met Ola Berg.", "Brook met Lind."]
    members = [member(n, f"On the pier of the town {text}") for n, text in enumerate(texts)]
    kept = Names()

    for among in (members[:1], members[:2], members, members[1:], members):
        assert entities(among, kept) == entities_of(among)
