from storywire.domain.attach.against import Against, Asked, Compared
from storywire.domain.attach.terms import Ids

def compare(article: Asked, places: Ids, stories: list[Compared]) -> list[Against]: ...
