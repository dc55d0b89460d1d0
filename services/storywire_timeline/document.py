"""What is kept of a story between two steps, its articles' texts and its snapshot apart."""

from storywire.domain.model import Value
from storywire.domain.story.members import Roll
from storywire.domain.story.page import PageMemory


class Document(Value):
    """The roll, what the page remembers, and the title the page gave itself."""

    roll: Roll
    memory: PageMemory = PageMemory()
    page_title: str = ""
