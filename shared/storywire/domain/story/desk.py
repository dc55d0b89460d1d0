"""The desk: what one page is composed from, worked out once."""

from collections.abc import Mapping
from dataclasses import dataclass

from storywire.domain.story import conflicts as numbers
from storywire.domain.story import facts as grouping
from storywire.domain.story import headline
from storywire.domain.story.citations import Cited, cite
from storywire.domain.story.conflicts import Conflicts
from storywire.domain.story.facts import Stated
from storywire.domain.story.headline import Headlined
from storywire.domain.story.scale import Statement
from storywire.domain.story.statements import Told


@dataclass(frozen=True)
class Desk:
    """What one page is composed from: statements, facts by importance, and who supports what."""

    told: Told
    facts: tuple[Stated, ...]
    headlines: tuple[Headlined, ...]
    conflicts: Conflicts
    title: str
    cited: dict[int, Cited]

    def cite(self, statement: Statement) -> Cited:
        """Return who supports a statement, worked out once."""
        if statement.position not in self.cited:
            self.cited[statement.position] = cite(self.told, statement)
        return self.cited[statement.position]

    @property
    def single(self) -> bool:
        """Return whether the story rests on one article, copies aside."""
        return sum(member.copy_of is None for member in self.told.members) <= 1


def desk_of(said: Told, *, known: Mapping[str, str], shown: Mapping[str, str], title: str) -> Desk:
    """Return the facts of what is `said`, with the ids, sentences and title they had."""
    grouped = grouping.identified(grouping.groups(said), known)
    stated = grouping.stated(said, grouped, shown)
    headlines = tuple(headline.headlined(said))
    return Desk(
        told=said,
        facts=stated,
        headlines=headlines,
        conflicts=numbers.conflicts(stated, said.workings.notes(numbers.Clashes)),
        title=headline.title(said, headlines, title),
        cited={},
    )
