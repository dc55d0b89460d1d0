"""The scores of found stories against labelled ones."""

import gzip
import json
from math import isclose

import pytest

from storywire.errors import UsageError
from storywire_lab.evaluate.attach import evaluate_attach, write_predictions
from storywire_lab.evaluate.clustering import adjusted_mutual_information, bcubed, pairwise

TRUE = ["a", "a", "a", "b", "b", "c"]
FLOODS = "River floods the old town of Brenning after a week of rain"
STRIKE = "Tram drivers in Colmont walk out over night shifts"


def test_the_true_stories_score_1():
    assert bcubed(TRUE, TRUE).f1 == 1.0
    assert pairwise(TRUE, TRUE).f1 == 1.0
    assert isclose(adjusted_mutual_information(TRUE, TRUE), 1.0)


def test_bcubed_is_the_mean_over_articles():
    everything_together = bcubed([1] * 6, TRUE)

    assert everything_together.recall == 1.0
    assert isclose(everything_together.precision, (9 + 4 + 1) / 36)


def test_pairwise_counts_pairs():
    scores = pairwise([1, 1, 2, 2, 2, 3], TRUE)

    assert (scores.precision, scores.recall) == (2 / 4, 2 / 4)


def test_singletons_have_no_wrong_pairs_and_find_none():
    scores = pairwise(range(6), TRUE)

    assert (scores.precision, scores.recall, scores.f1) == (1.0, 0.0, 0.0)


def test_adjusted_mutual_information_of_a_known_case():
    """Mutual information ln 2, by chance ln 2 * 2/3, mean entropy ln 2 * 5/4: (1/3) / (7/12)."""
    value = adjusted_mutual_information([0, 0, 1, 1], [0, 0, 1, 2])

    assert isclose(value, 4 / 7)


def test_chance_has_no_adjusted_mutual_information():
    assert isclose(adjusted_mutual_information([1] * 6, TRUE), 0.0, abs_tol=1e-12)


@pytest.fixture
def labelled(tmp_path):
    lines = [
        {"id": "1", "title": FLOODS, "story": "floods"},
        {"id": "2", "title": STRIKE, "story": "strike", "published_at": None, "source": None},
        {"id": "3", "title": FLOODS + ", mayor says", "text": "", "story": "floods"},
    ]
    path = tmp_path / "stream.jsonl.gz"
    with gzip.open(path, "wt", encoding="utf-8") as out:
        out.writelines(json.dumps(line) + "\n" for line in lines)
    return path


def test_a_labelled_stream_goes_through_the_real_processor(labelled):
    scores = evaluate_attach(labelled)

    assert (scores.articles, scores.true_stories, scores.found_stories) == (3, 2, 2)
    assert scores.bcubed.f1 == scores.pairwise.f1 == 1.0
    assert 0 < scores.singleton_floor < 1
    assert scores.predictions["1"] == scores.predictions["3"] != scores.predictions["2"]


def test_shuffled_orders_give_a_spread(labelled):
    spread = evaluate_attach(labelled, shuffles=2).spread

    assert spread is not None
    assert (spread.orders, spread.bcubed, spread.bcubed_deviation) == (2, 1.0, 0.0)


def test_predictions_name_the_articles_of_the_file(labelled, tmp_path):
    out = tmp_path / "predictions.jsonl"

    write_predictions([evaluate_attach(labelled)], out)

    lines = [json.loads(line) for line in out.read_text().splitlines()]
    assert [line["article_id"] for line in lines] == ["1", "2", "3"]


def test_a_line_that_is_no_labelled_article_is_named(tmp_path):
    path = tmp_path / "broken.jsonl"
    path.write_text('{"id": "1", "story": "a"}\n')

    with pytest.raises(UsageError, match=r"broken\.jsonl:1"):
        evaluate_attach(path)


@pytest.mark.data
@pytest.mark.parametrize(
    ("name", "floor"), [("allsides", (0.87, 0.64)), ("vn", (0.89, 0.79)), ("ecb", (0.92, 0.89))]
)
def test_development_halves_score_no_lower_than_they_did(development_data, name, floor):
    scores = evaluate_attach(development_data / "clustering" / f"{name}.jsonl.gz")

    assert scores.bcubed.f1 >= floor[0]
    assert scores.pairwise.f1 >= floor[1]
