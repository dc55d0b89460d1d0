"""Topics are tokenised: to be read, their words and marks are joined again."""

import pytest

from storywire_lab.topics import untokenised


@pytest.mark.parametrize(
    ("tokenised", "expected"),
    [
        ("The ferry , he said , did n't sink .", "The ferry, he said, didn't sink."),
        ("Lind 's boat -LRB- old -RRB- cost $ 5 .", "Lind's boat (old) cost $5."),
        ("` ` No , '' she said .", "“No,” she said."),
        ("It is a two - day trip -- at least .", "It is a two-day trip -- at least."),
        ("It sank at 1600ET\\/2100GMT .", "It sank at 1600ET/2100GMT."),
        ("The pier stands.", "The pier stands."),
    ],
)
def test_words_are_joined_to_their_marks(tokenised: str, expected: str):
    assert untokenised(tokenised) == expected
