"""What the tokens of an article are."""

from storywire.domain.attach.tokens import tokens_of


def test_words_are_stemmed_in_the_language_of_the_article_and_stop_words_left_out():
    tokens = tokens_of("The ferries stopped", "The ferry was stopping.", language="en-GB")

    assert tokens.title == {"ferri": 1, "stop": 1}
    assert tokens.body == {"ferri": 2, "stop": 2}


def test_a_run_of_capitals_is_a_name_and_so_is_each_of_its_words():
    tokens = tokens_of("storm", "It hit Port Elling on Monday.", language="en")

    assert set(tokens.entities) == {"@port elling", "@port", "@elling", "@monday"}


def test_a_single_capital_word_at_the_start_of_a_sentence_is_no_name():
    tokens = tokens_of("storm", "Rain fell. Wind blew. Then Ostrava flooded.", language="en")

    assert set(tokens.entities) == {"@ostrava"}


def test_numbers_are_entities_and_years_are_not():
    tokens = tokens_of("count", "in 2024 some 1450 boats and 38 barges", language="en")

    assert set(tokens.entities) == {"#1450", "#38"}


def test_a_language_without_a_stemmer_keeps_its_words():
    tokens = tokens_of("bão lớn", "", language="vi")

    assert tokens.title == {"bão": 1, "lớn": 1}


def test_words_are_counted_in_the_first_150_of_the_body_only():
    tokens = tokens_of("a", "harbour " * 150 + "lighthouse", language="en")

    assert tokens.body == {"harbour": 150}
