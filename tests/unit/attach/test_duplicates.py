"""What counts as a copy."""

from storywire.domain.attach.duplicates import COPY_RESEMBLANCE, resemblance, sketch_of

WORDS = tuple(f"w{n}" for n in range(200))


def test_the_same_words_have_resemblance_1():
    assert resemblance(sketch_of(WORDS), sketch_of(WORDS)) == 1.0


def test_a_text_with_a_few_words_added_is_a_copy():
    longer = (*WORDS, "the", "agency", "said")

    assert resemblance(sketch_of(WORDS), sketch_of(longer)) >= COPY_RESEMBLANCE


def test_texts_that_share_a_quarter_are_no_copies():
    other = (*WORDS[:80], *(f"x{n}" for n in range(120)))

    assert resemblance(sketch_of(WORDS), sketch_of(other)) < COPY_RESEMBLANCE


def test_a_short_text_is_never_a_copy():
    assert sketch_of(WORDS[:29]) == ()
    assert resemblance((), ()) == 0.0
