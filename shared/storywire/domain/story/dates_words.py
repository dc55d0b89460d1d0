"""English words for time: months, weekdays, counts, and the patterns that find them."""

from storywire.domain.story import words

MONTH = (
    r"(?:Jan(?:uary|\.)?|Feb(?:ruary|\.)?|Mar(?:ch|\.)?|Apr(?:il|\.)?|May|June?\.?|July?\.?"
    r"|Aug(?:ust|\.)?|Sept?(?:ember|\.)?|Oct(?:ober|\.)?|Nov(?:ember|\.)?|Dec(?:ember|\.)?)"
)
DAY = r"(?:0?[1-9]|[12]\d|3[01])(?:st|nd|rd|th)?"
WEEKDAY = r"(?:Mon|Tues|Wednes|Thurs|Fri|Satur|Sun)day"
SHORT_WEEKDAY = r"(?:Mon|Tues?|Wed|Thu(?:rs?)?|Fri|Sat|Sun)\.?"
COUNT = r"(?:\d{1,3}|an?|one|two|three|four|five|six|seven|eight|nine|ten|eleven|twelve)"
PART_OF_DAY = r"(?:morning|afternoon|evening|night)"
MONTH_WORDS = (
    "jan feb mar apr may jun jul aug sep sept oct nov dec january february march april june july"
    " august september october november december"
)
WEEKDAY_WORDS = "monday tuesday wednesday thursday friday saturday sunday"
SHORT_DAY_WORDS = "mon tue tues wed thu thur thurs fri sat sun"

_MONTHS = words.listed("jan feb mar apr may jun jul aug sep oct nov dec")
_DAYS = words.listed("mon tue wed thu fri sat sun")
_COUNTS = words.listed("zero one two three four five six seven eight nine ten eleven twelve")
_TENS = {"twenty": 20, "thirty": 30, "forty": 40, "fifty": 50, "sixty": 60, "seventy": 70}
_TENS |= {"eighty": 80, "ninety": 90}


def month_number(text: str) -> int:
    """Return the number of an English month, written out or short."""
    return _MONTHS.index(text[:3].lower()) + 1


def weekday_number(text: str) -> int:
    """Return the number of an English weekday, Monday being 0."""
    return _DAYS.index(text[:3].lower())


def count(text: str) -> int:
    """Return a count written in figures or words; 0 where it is neither."""
    low = text.lower()
    if text.isdigit():
        return int(text)
    if low in {"a", "an"}:
        return 1
    return _COUNTS.index(low) if low in _COUNTS else 0


def ordinal(text: str) -> int:
    """Return the number of `3rd`, `03` or `3`."""
    return int(text.rstrip("stndrhSTNDRH"))


def spelled_year(century: str, tens: str, ones: str | None) -> int:
    """Return the year of `nineteen ninety-seven`, given in its parts."""
    year = _TENS.get(tens.lower(), 0) + (count(ones) if ones else 0)
    return year + (1900 if century.lower() == "nineteen" else 2000)
