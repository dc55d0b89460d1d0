"""The public documents are what the code says, and the code keeps to them."""

import json
from typing import Any

import pytest
import yaml
from jsonschema import Draft202012Validator

from storywire.domain.edits import EditRequested, Rename
from storywire.domain.membership import Attached, Ended
from storywire.domain.model import Decision, Retraction
from storywire.errors import InvalidEventError
from storywire.events import (
    EVENTS,
    ArticleAttached,
    ArticleIngested,
    ArticleRetracted,
    Event,
    StoryClosed,
    StoryEditRequested,
    StoryStated,
    StoryUpdated,
    decode,
)
from storywire.testing import NOON, a_story, an_article, an_update
from storywire.topics import TOPICS
from storywire_lab.contracts import ROOT, asyncapi, documents


def samples() -> list[Event]:
    article = an_article()
    decision = Decision(matcher="simple-1", rule="opened", score=0.0, threshold=0.17)
    step: Any = {"story_id": "en-0123456789abcdef", "edition": "en", "story_seq": 1}
    return [
        ArticleIngested.of(article, time=NOON),
        ArticleRetracted.of(
            Retraction(edition="en", article_id="a", revision=2, retracted_at=NOON), time=NOON
        ),
        StoryEditRequested.of(
            EditRequested(
                edition="en", edit_id="e1", by="Ana", edit=Rename(story_id="en-1", title="T")
            ),
            time=NOON,
        ),
        ArticleAttached.of(
            Attached(**step, article=article, number=1, decision=decision), time=NOON
        ),
        StoryClosed.of(Ended(**step, reason="idle"), time=NOON),
        StoryUpdated.of(an_update(), time=NOON),
        StoryStated.of(a_story(), time=NOON),
    ]


@pytest.mark.parametrize("path", sorted(documents()))
def test_each_generated_document_is_up_to_date(path):
    assert (ROOT / path).read_text(encoding="utf-8") == documents()[path], "run `make docs`"


@pytest.mark.parametrize("event", samples(), ids=lambda event: event.type)
def test_what_is_published_keeps_to_the_published_schema(event):
    name = event.type.removeprefix("storywire.")
    path = ROOT / "shared/storywire/schemas" / f"{name}.json"
    schema = json.loads(path.read_text(encoding="utf-8"))

    Draft202012Validator(schema).validate(json.loads(event.encode()))

    assert event.dataschema.endswith(f"/{name}.json")


@pytest.mark.parametrize("event", samples(), ids=lambda event: event.type)
def test_an_event_keeps_its_bytes(event):
    again = decode(event.topic, event.encode(), key=event.key)

    assert again == event
    assert again.encode() == event.encode()


@pytest.mark.parametrize("event", samples(), ids=lambda event: event.type)
def test_a_reader_ignores_fields_it_does_not_know(event):
    body = json.loads(event.encode())
    body["later"] = body["data"]["later"] = {"x": 1}

    assert decode(event.topic, json.dumps(body).encode(), key=event.key).data == event.data


def test_an_event_is_at_home_on_one_topic_only():
    event = samples()[0]

    with pytest.raises(InvalidEventError, match="not known on topic story-updated"):
        decode("story-updated", event.encode(), key=event.key)


def test_equal_content_has_equal_ids_and_the_types_differ():
    assert [event.id for event in samples()] == [event.id for event in samples()]
    assert len({event.id for event in samples()}) == len(samples())


def test_every_reference_of_the_asyncapi_document_leads_somewhere():
    document = asyncapi()

    for reference in references(document):
        found: Any = document
        for part in reference.removeprefix("#/").split("/"):
            found = found[part]
        assert found


def test_topics_yml_is_the_table_of_the_code():
    table = yaml.safe_load((ROOT / "deploy/topics.yml").read_text(encoding="utf-8"))["topics"]

    assert table == {
        topic.name: {"partitions": topic.partitions, "configs": topic.configs()} for topic in TOPICS
    }


def test_every_event_lives_on_a_topic_of_the_table():
    assert {event.topic for event in EVENTS.values()} <= {topic.name for topic in TOPICS}


def references(node: Any) -> list[str]:
    if isinstance(node, dict):
        own = [node["$ref"]] if isinstance(node.get("$ref"), str) else []
        return own + [found for value in node.values() for found in references(value)]
    if isinstance(node, list):
        return [found for value in node for found in references(value)]
    return []
