"""What the model is asked, and what is made of its answer."""

import json
import re
from collections.abc import Mapping, Sequence
from dataclasses import dataclass

from storywire.domain.ids import digest
from storywire.domain.model import Story
from storywire.domain.story.rewording import Statement

PROMPT = "1"
"""The version of the instructions: answers to another are not used again."""
_INSTRUCTIONS = """You are a copy editor at a news agency. Each numbered line is a heading or
a sentence of a story page, with the quotes it rests on. Make it read better in {language}: shorter,
plainer, one statement. Say only what the line says, in words of the line or its quotes. Keep every
name, number and date, their order, who says it, and words such as nearly, alleged or may. Add
nothing. A sentence ends with a full stop, a heading without. Answer with one JSON object, numbers
to new lines: {{"1": "…"}}. Leave out lines that are good as they are."""
_OBJECT = re.compile(r"\{.*\}", re.DOTALL)


class NonsenseError(Exception):
    """The answer is not what was asked for."""


@dataclass(frozen=True, slots=True)
class Item:
    """A statement that may be reworded; `name` is its fact's or section's id."""

    name: str
    statement: Statement

    @property
    def key(self) -> str:
        """Return what an answer depends on: the line, its quotes and the instructions."""
        quotes = [one.quote for said in self.statement.said for one in said.support]
        return digest("writer", PROMPT, self.statement.text, *quotes, length=32)


def items_of(story: Story) -> Sequence[Item]:
    """Return the headings and sentences of `story` that no editor has worded."""
    found: dict[str, Item] = {}
    for section in story.summary:
        if not section.edited and not any(said.edited for said in section.sentences):
            heading = Statement(
                section.heading, story.language, heading=True, said=section.sentences
            )
            found[section.section_id] = Item(section.section_id, heading)
        for said in section.sentences:
            if not said.edited:
                sentence = Statement(said.text, story.language, heading=False, said=(said,))
                found[said.fact_id] = Item(said.fact_id, sentence)
    return list(found.values())


def messages(items: Sequence[Item]) -> list[Mapping[str, str]]:
    """Return the conversation that asks for other words for `items`, numbered from 1."""
    lines = [
        {
            "number": number,
            "kind": "heading" if item.statement.heading else "sentence",
            "line": item.statement.text,
            "quotes": [one.quote for said in item.statement.said for one in said.support],
        }
        for number, item in enumerate(items, start=1)
    ]
    language = items[0].statement.language
    spoken = "the lines' language" if language == "und" else f"the language {language!r}"
    return [
        {"role": "system", "content": _INSTRUCTIONS.format(language=spoken)},
        {"role": "user", "content": json.dumps(lines, ensure_ascii=False)},
    ]


def answers(items: Sequence[Item], content: str) -> Mapping[str, str]:
    """Return the new words by the key of their item, for those that have any.

    Raises:
        NonsenseError: `content` has no JSON object of numbers and texts.
    """
    match = _OBJECT.search(content)
    try:
        found = json.loads(match[0]) if match else None
    except ValueError as error:
        raise NonsenseError(f"no JSON: {error}") from error
    if not isinstance(found, dict) or not all(isinstance(text, str) for text in found.values()):
        raise NonsenseError("no JSON object of numbers and texts")
    worded = (
        (item, found.get(str(number), item.statement.text).strip())
        for number, item in enumerate(items, start=1)
    )
    return {item.key: text for item, text in worded if text != item.statement.text}
