"""Names of outlets inside news text, by form: stations, agencies, papers."""

import re
from functools import lru_cache

OUTLET = (
    r"(?:[KW][A-Z]{2,3}(?:[- ](?:TV|FM|AM))?(?:[- ]?\d{1,2})?(?: (?:News|Radio|TV))?"
    r"|(?:NBC|ABC|CBS|FOX|Fox|CNN|CBC|ITV|PBS|NPR|BBC|MSNBC|KIRO|NHK|CTV)"
    r"(?:[- ]?\d{1,2})?(?:[.]com)?"
    r"(?: (?:News|Radio|TV"
    r"|Philadelphia|Los Angeles|New York|Chicago|Sports|Television))?"
    r"(?: \d{1,2})?"
    r"|(?:[Tt]he )?(?:AP|Associated Press|Reuters|AFP|Agence France-Presse|UPI|DPA|Xinhua|Yonhap"
    r"|Kyodo|Bloomberg(?: News)?|Politico|Axios|TMZ|USA Today)"
    r"|(?:[Tt]he )?(?:[A-Z][\w-]+ ){1,3}(?:Times|Post|Herald|Tribune|Journal|Gazette|Chronicle|News"
    r"|Daily|Examiner|Inquirer|Guardian|Telegraph|Globe|Sentinel|Dispatch|Courier|Observer|Star)"
    r"(?:[- ](?:News|Star|Times|Tribune|Picayune|Sun))?"
    r"|(?:Channel|Action News|Eyewitness News|News(?:Channel)?) ?\d{1,2}"
    r"|(?:The )?(?:New Orleans )?Times-Picayune|The (?:Guardian|Times|Telegraph|Independent|Sun))"
)
_WHOLE = re.compile(OUTLET)
_MEDIA = frozenset({"twitter", "facebook", "instagram", "youtube", "google", "tiktok", "x", "tv"})


@lru_cache(maxsize=16_384)
def is_outlet(name: str) -> bool:
    """Return whether a name has the form of an outlet's, or is a social medium's."""
    return name.lower() in _MEDIA or _WHOLE.fullmatch(name) is not None
