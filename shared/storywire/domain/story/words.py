"""Word lists and stems: which words carry content, in which language, and how they are cut."""

import re
from collections.abc import Iterable
from functools import lru_cache
from itertools import repeat

import Stemmer

WORD = re.compile(r"[^\W_]+(?:['’.&-][^\W_]+)*")
_INNER = re.compile(r"['-]")
_FIGURES = re.compile(r"\d(?:\d{3})?")
SPACELESS = frozenset({"zh", "ja", "th", "lo", "km", "my"})


def listed(text: str) -> tuple[str, ...]:
    """Return the blank-separated words of a list in the source."""
    return tuple(text.split())


MONTHS = (
    "january",
    "february",
    "march",
    "april",
    "may",
    "june",
    "july",
    "august",
    "september",
    "october",
    "november",
    "december",
)
WEEKDAYS = ("monday", "tuesday", "wednesday", "thursday", "friday", "saturday", "sunday")
TITLES = frozenset(
    listed("""
    mr mrs ms dr prof president premier chancellor minister secretary governor gov mayor
    senator sen rep representative congressman congresswoman judge justice chief officer
    deputy detective det sgt sergeant lt lieutenant capt captain col colonel gen general maj
    major cpl corporal sheriff king queen prince princess pope sir lord lady coach attorney
    ambassador spokesman spokeswoman spokesperson director chairman ceo prime vice district
    lawyer""")
)
_ENGLISH = """a about above after again against all almost along already also although always am
    among an and another any anyone anything are aren't around as at away back be became because
    become been before began behind being below between both but by came can can't cannot come
    could couldn't did didn't do does doesn't doing don't done down during each either else enough
    even ever every everyone everything few for from further get gets getting go goes going gone
    got had hadn't has hasn't have haven't having he he's her here hers herself him himself his how
    however i i'm i've if in into is isn't it it's its itself just last least less let like made
    make makes making many may maybe me might more most much must my myself near neither never
    next no nor not now of off often on once one only onto or other others our ours out over own
    per perhaps put quite rather really said same saw say saying says see seem seemed seen several
    shall she she's should shouldn't since so some someone something soon still such take taken
    than that that's the their theirs them themselves then there there's these they they're thing
    things this those though through thus to together told too took toward towards under until up
    upon us use used very via was wasn't way we we're well went were weren't what when where
    whether which while who who's whom whose why will with within without won't would wouldn't yes
    yet you your yours today yesterday tomorrow tonight new two first according added am pm a.m p.m
    time day days week weeks month months year years ago"""
_STOPS: dict[str, str] = {
    "en": _ENGLISH,
    "de": """aber alle als also am an auch auf aus bei bereits bis da damit dann das dass dem den
    denn der des die dies diese diesem diesen dieser dieses doch dort du durch ein eine einem einen
    einer eines er es etwa für gegen hat hatte hatten haben ich ihm ihn ihr ihre im in ins ist ja
    jedoch kann kein keine können man mehr mit nach nicht noch nun nur ob oder ohne sagte schon sei
    sein seine seit sich sie sind so sowie über um und uns unter vom von vor war waren was weil wenn
    wer werden wie wieder will wir wird wo worden wurde wurden zu zum zur zwischen""",
    "fr": """a à ai alors après au aussi autre aux avant avec avoir c ce cela ces cet cette ceux
    comme d dans de déclaré depuis des deux dit donc dont du elle elles en encore entre est et été
    être eu fait il ils je jusqu l la le les leur leurs lors lui m mais même moins n ne ni non nos
    notre nous on ont ou où par pas pendant peu peut plus pour qu quand que qui quoi s sa sans se
    selon ses si son sont sous sur t tous tout toute toutes très un une vers vos votre vous y""",
    "es": """a al algo ante antes año años como con contra cual cuando de del desde dijo donde dos
    durante e el él ella ellas ellos en entre era eran es esa ese eso esta está están estar este
    esto fue fueron ha había han hasta hay la las le les lo los más me mi mientras muy ni no nos o
    otra otro para pero poco por porque que qué quien se según ser si sí sido sin sobre son su sus
    también tan tras tu un una uno y ya yo""",
    "it": """a ad agli ai al alla alle anche c che chi ci come con contro così da dagli dai dal
    dalla
    dalle degli dei del della delle di dopo dove due e è ed era fra gli ha hanno i il in io l la le
    lo
    loro ma mentre nei nel nella nelle no noi non
    nostro o ogni per perché più poi prima quando
    quella quello questa questo se sei si sia sono stata stato su sua sue sui sul sulla suo tra un
    una uno""",
    "pt": """a à ao aos as até com como da das de dela dele depois do dos e é ela ele em entre era
    essa esse esta está este eu foi foram há isso já mais mas na nas não no nos o os ou para pela
    pelo por porque quando que quem se segundo sem ser seu seus só sua suas também tem um uma""",
    "nl": """aan al alle als bij dan dat de der deze die dit door een en er had heb heeft het hij
    hoe hun ik in is ja je kan maar meer men met na naar niet nog nu of om onder ook op over te
    tegen
    tot uit van veel volgens voor was wat we werd wie wordt zal ze zei zich zij zijn zo zou""",
    "vi": """và của là có cho các những được trong với này đã không một người từ khi để đến tại
    theo ra vào về bị cũng như ở trên sau do thì đó đang sẽ mà nhưng""",
}
_EXTRA_DATES: dict[str, str] = {
    "de": """januar februar märz april mai juni juli august september oktober november dezember
    montag dienstag mittwoch donnerstag freitag samstag sonnabend sonntag""",
    "fr": """janvier février mars avril mai juin juillet août septembre octobre novembre décembre
    lundi mardi mercredi jeudi vendredi samedi dimanche""",
    "es": """enero febrero marzo abril mayo junio julio agosto septiembre octubre noviembre
    diciembre lunes martes miércoles jueves viernes sábado domingo""",
    "it": """gennaio febbraio marzo aprile maggio giugno luglio agosto settembre ottobre novembre
    dicembre lunedì martedì mercoledì giovedì venerdì sabato domenica""",
    "pt": """janeiro fevereiro março abril maio junho julho agosto setembro outubro novembro
    dezembro segunda-feira terça-feira quarta-feira quinta-feira sexta-feira sábado domingo""",
    "nl": """januari februari maart april mei juni juli augustus september oktober november
    december maandag dinsdag woensdag donderdag vrijdag zaterdag zondag""",
    "vi": "ngày tháng năm",
}
_SHORT_MONTHS = listed("""
    jan feb mar apr jun jul aug sep sept oct nov dec""")
_SHORT_WEEKDAYS = listed("""
    mon tue tues wed thu thur thurs fri sat sun""")
_STEMMERS = {
    "en": "english",
    "de": "german",
    "fr": "french",
    "es": "spanish",
    "it": "italian",
    "pt": "portuguese",
    "nl": "dutch",
    "sv": "swedish",
    "da": "danish",
    "no": "norwegian",
    "nb": "norwegian",
    "fi": "finnish",
    "ru": "russian",
    "tr": "turkish",
    "ro": "romanian",
    "hu": "hungarian",
    "ar": "arabic",
    "el": "greek",
    "pl": "polish",
    "cs": "czech",
}


@lru_cache(maxsize=64)
def base(language: str) -> str:
    """Return the primary subtag of a language tag in lower case: `en-US` gives `en`."""
    return language.split("-", maxsplit=1)[0].lower()


_TITLES_ABROAD = {
    "de": """präsident präsidentin ministerpräsident ministerpräsidentin minister ministerin kanzler
    kanzlerin premier herr frau sagte sagten gesagt mitgeteilt""",
    "fr": "président présidente premier première ministre monsieur madame dit déclaré",
    "es": "presidente presidenta primer primera ministro ministra señor señora dijo dijeron",
    "it": "presidente premier ministro ministra signor signora detto",
    "pt": "presidente primeiro primeira ministro ministra senhor senhora disse disseram",
    "nl": "president premier minister meneer mevrouw zei zeiden gezegd",
}


@lru_cache(maxsize=64)
def stops(language: str) -> frozenset[str]:
    """Return the words of a language that carry no content; months and weekdays among them."""
    tag = base(language)
    words = set(_STOPS.get(tag, _ENGLISH if tag == "und" else "").split())
    words.update(_EXTRA_DATES.get(tag, "").split(), _TITLES_ABROAD.get(tag, "").split())
    if tag in {"en", "und"}:
        words.update(MONTHS, WEEKDAYS, _SHORT_MONTHS, _SHORT_WEEKDAYS, TITLES)
    return frozenset(words)


@lru_cache(maxsize=32)
def _stemmer(tag: str) -> Stemmer.Stemmer | None:
    name = _STEMMERS.get(tag)
    return Stemmer.Stemmer(name, 0) if name in Stemmer.algorithms() else None


@lru_cache(maxsize=65_536)
def stem(word: str, language: str) -> str:
    """Return the Snowball stem of a lower-case word; the word itself where no stemmer knows it."""
    stemmer = _stemmer("en" if language == "und" else base(language))
    return str(stemmer.stemWord(word)) if stemmer and len(word) < 64 else word


@lru_cache(maxsize=65_536)
def content_stem(token: str, language: str) -> str:
    """Return the stem of a token as written, or "" where the token carries no content."""
    word = token.lower().replace("’", "'")
    if word in stops(language):
        return ""
    word = word.removesuffix("'s")
    if word in stops(language) or (len(word) < 2 and not word.isdigit()):
        return ""
    return stem(word.replace(".", ""), language)


@lru_cache(maxsize=512)
def written(text: str) -> tuple[str, ...]:
    """Return the words of a text as they stand in it."""
    return tuple(WORD.findall(text))


@lru_cache(maxsize=512)
def tokens(text: str) -> frozenset[str]:
    """Return the distinct lower-case words of a text; parts of compounds and genitives apart."""
    found = set(map(str.lower, written(text)))
    if "’" in text:
        found = {word.replace("’", "'") for word in found}
    if holds(text, "'’-"):
        for word in tuple(found):
            if not word.isalnum():
                found.update(part for part in _INNER.split(word) if part)
    return frozenset(found)


@lru_cache(maxsize=512)
def figures(text: str) -> int:
    """Return 4 where a text has four digits in a row, 1 where it has a digit, else 0."""
    return max(map(len, _FIGURES.findall(text)), default=0)


def holds(text: str, cues: Iterable[str]) -> bool:
    """Return whether one of `cues` stands in a text: the cheap test before a slow pattern."""
    return any(map(text.__contains__, cues))


def stems(text: str, language: str) -> tuple[str, ...]:
    """Return the content stems of a text in order, with repeats.

    Text of scripts without spaces gives its overlapping character pairs.
    """
    if base(language) in SPACELESS:
        return _pairs(text)
    return tuple(filter(None, map(content_stem, written(text), repeat(language))))


def _pairs(text: str) -> tuple[str, ...]:
    found: list[str] = []
    for run in WORD.findall(text):
        if run.isascii():
            found.append(run.lower())
        else:
            found += [run[k : k + 2] for k in range(max(1, len(run) - 1))]
    return tuple(found)


def length(text: str, language: str) -> int:
    """Return a text's length in words; scripts without spaces count two characters as one."""
    if base(language) in SPACELESS:
        return (sum(char.isalnum() for char in text) + 1) // 2
    return len(text.split())
