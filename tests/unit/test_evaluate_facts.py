"""Corpora of our own: which sentences become one fact, and which timelines join."""

from pathlib import Path

import pytest

from storywire.errors import UsageError
from storywire_lab.evaluate.facts import FactScores, evaluate_facts

DOCUMENT = """<?xml version="1.0" ?>
<TimeML><DOCID>{name}</DOCID><DCT><TIMEX3 type="DATE" value="{day}">{day}</TIMEX3></DCT>
<EXTRAINFO>{title}</EXTRAINFO>
<TEXT><s id="0">{title}</s><s id="1">{day}</s><s id="2">{first}</s><s id="3">{last}</s></TEXT>
</TimeML>
"""
SANK = (
    "The ferry Linnet <EVENT eid='e1'>sank</EVENT> off Port Ellis on 12 January 2026 , the coast"
    " guard said ."
)
AGAIN = "The ferry Linnet sank near Port Ellis on 12 January 2026 , according to the coast guard ."
NEXT_YEAR = "The ferry Linnet sank off Port Ellis on 3 May 2028 , the coast guard said ."
TIMELINE = "ferry\n1\t2026-01-12\t11-2-sank\t12-2-sank\n2\t2028-05-03\t13-2-sank\n"


@pytest.fixture
def corpora(tmp_path: Path) -> Path:
    texts, timelines = (
        tmp_path / "one/corpus_trackB_TimeML",
        tmp_path / "one/TimeLines_Gold_Standard",
    )
    texts.mkdir(parents=True)
    timelines.mkdir()
    for name, day, first, last in (
        ("11", "2026-01-12", SANK, "Divers look at the wreck ."),
        ("12", "12-01-2026", AGAIN, "The weather was calm in the morning ."),
        ("13", "2028-05-03", NEXT_YEAR, "A new owner had painted the ship green ."),
    ):
        document = DOCUMENT.format(name=name, day=day, title="A ferry", first=first, last=last)
        (texts / f"{name}.tml").write_text(document, encoding="utf-8")
    (timelines / "ferry.txt").write_text(TIMELINE, encoding="utf-8")
    return tmp_path


def scored(folder: Path) -> FactScores:
    return evaluate_facts(folder, done=lambda _: None)


def test_one_event_told_twice_is_one_fact_and_the_same_words_years_later_are_not(corpora: Path):
    scores = scored(corpora)

    facts = scores.gates[-1]
    assert (facts.gate, facts.pairs, facts.right) == ("one fact", 1, 1)
    assert scores.positive == 1
    assert scores.far == 0


def test_likeness_alone_joins_the_other_years_event_too(corpora: Path):
    alike = scored(corpora).gates[0]

    assert alike.pairs == 3
    assert alike.right == 1


def test_a_folder_without_corpora_is_told(tmp_path: Path):
    with pytest.raises(UsageError, match="has no"):
        scored(tmp_path)


def test_a_document_without_a_day_is_told_by_its_name(corpora: Path):
    path = corpora / "one/corpus_trackB_TimeML/11.tml"
    path.write_text(path.read_text("utf-8").replace("2026-01-12", "some day"), encoding="utf-8")

    with pytest.raises(UsageError, match=r"11\.tml was published at no time: 'some day'"):
        scored(corpora)
