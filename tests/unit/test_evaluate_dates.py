"""TimeML documents of our own: what is found, and what counts."""

from pathlib import Path

import pytest

from storywire.errors import UsageError
from storywire_lab.evaluate.dates import evaluate_dates, write_predictions

DOCUMENT = """<?xml version="1.0" ?>
<TimeML><DOCID>ferry</DOCID>
<DCT><TIMEX3 tid="t0" type="DATE" value="2026-03-10" functionInDocument="CREATION_TIME">now
</TIMEX3></DCT>
<TEXT>The ferry <EVENT eid="e1">ran</EVENT> aground on <TIMEX3 tid="t1" type="DATE"
value="2026-03-08">March 8</TIMEX3>. It is <TIMEX3 tid="t2" type="DATE"
value="PRESENT_REF">now</TIMEX3> in dock, where it was <EVENT eid="e2">built <TIMEX3 tid="t3"
type="TIME"
value="2026-03-09T09:00">yesterday morning</TIMEX3></EVENT> and {last}.</TEXT></TimeML>
"""
WRONG = '<TIMEX3 tid="t4" type="DATE" value="2001-01-01">in March 2025</TIMEX3>'


def scored(folder: Path, last: str = "painted"):
    (folder / "ferry.tml").write_text(DOCUMENT.format(last=last), encoding="utf-8")
    return evaluate_dates(folder, done=lambda _: None)


def test_days_and_times_of_day_are_found_by_their_spans(tmp_path: Path):
    scores = scored(tmp_path)

    assert (scores.documents, scores.expressions) == (1, 2)
    assert scores.values.f1 == scores.days.f1 == 1.0


def test_a_wrong_value_costs_precision_and_recall(tmp_path: Path):
    scores = scored(tmp_path, WRONG)

    assert scores.values.precision == scores.values.recall == pytest.approx(2 / 3)
    assert (scores.days.precision, scores.days.recall) == (1.0, pytest.approx(2 / 3))


def test_predictions_have_offsets_into_the_text(tmp_path: Path):
    write_predictions(scored(tmp_path), tmp_path / "out.jsonl")

    first = (tmp_path / "out.jsonl").read_text(encoding="utf-8").splitlines()[0]
    assert first == '{"doc":"ferry","start":25,"end":32,"value":"2026-03-08"}'


NO_DAY = '<TimeML><DCT><TIMEX3 functionInDocument="CREATION_TIME"/></DCT><TEXT>a</TEXT></TimeML>'


@pytest.mark.parametrize("text", ["", "<TimeML/>", "<TimeML><TEXT>a</TEXT></TimeML>", NO_DAY])
def test_what_is_no_document_is_told(tmp_path: Path, text: str):
    (tmp_path / "a.tml").write_text(text, encoding="utf-8")

    with pytest.raises(UsageError, match=r"a\.tml"):
        evaluate_dates(tmp_path, done=lambda _: None)


def test_an_empty_folder_is_told(tmp_path: Path):
    with pytest.raises(UsageError, match=r"no \.tml"):
        evaluate_dates(tmp_path, done=lambda _: None)
