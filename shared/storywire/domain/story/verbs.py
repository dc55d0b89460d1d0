"""English verbs by lexicon and inflection: whether words hold a finite verb, and where."""

import re
from functools import lru_cache
from itertools import islice

from storywire.domain.story import words

TOKEN = re.compile(r"[^\W_]+(?:['’.,-][^\W_]+)*|[,;:—–()\"“”]")
AUXILIARIES = frozenset(
    words.listed("""is are was were has have had will would can could may might must should does did
    do won't wouldn't can't couldn't isn't aren't wasn't weren't hasn't haven't hadn't doesn't
    didn't don't shouldn't cannot""")
)
SPEECH = frozenset(
    words.listed("""say says said tell tells told announce announces announced add adds added state
    states stated report reports reported confirm confirms confirmed warn warns warned claim claims
    claimed argue argues argued deny denies denied insist insists insisted note notes noted admit
    admits admitted stress stresses stressed believe believes believed allege alleges alleged""")
)
# What victims went through.
SUFFERED = frozenset(
    words.listed("""shot killed wounded injured hurt died stabbed struck hit burned drowned
    crushed trampled""")
)
_IRREGULAR = frozenset(
    words.listed("""went pled came took made began left met shot died rose fell won lost found
    struck broke hit led sent told kept ran fled drove flew gave got stood spoke brought bought sold
    caught fought paid threw wrote grew drew became beat built cut put held sank swept tore woke
    burst quit shut spent spread stole swore taught withdrew arose bore bound chose clung crept
    dealt dug fed flung forgave froze hung knelt laid lay lent lit rang rode sang shook shrank slid
    slept spun sprang stuck swam swung undertook upheld wept wound forbade sought bent bled bred
    clad dove fit leapt lept overcame overthrew oversaw rebuilt resold shed shone slung spat sped
    strove swept withheld withstood saw knew thought felt heard said meant understood sought lied
    tied set let sat ate wore blew drank hid overturned underwent showed""")
)
_PARTICIPLES = frozenset(
    words.listed("""taken given driven broken stolen beaten killed seen known shown drawn chosen
    frozen hidden shot found left held hurt hit struck sent told made lost won cut put set sold
    built paid caught brought laid met dead born slain sworn torn thrown spent fought""")
)
_BASES = frozenset(
    words.listed("""accept accuse acquit act adopt advance agree aim allege allow announce appeal
    appear apply appoint approve argue arrest arrive ask assault assist attack attend avoid award
    back ban battle beat become begin believe block blame board boost break bring build burn buy
    call cancel capture carry cast catch cause celebrate challenge change charge choose cite claim
    clash clear close collapse collide come command condemn confess confirm confront consider
    continue control convict cost cover crash create criticize cross crush cut damage deal debate
    decide declare decline defeat defend delay deliver demand deny depart describe deserve destroy
    detain die discover discuss dismiss divide draw drive drop earn ease elect emerge end endorse
    enter escape evacuate examine exchange expand expect explain explode express extend face fail
    fall favor fear feel fight file find finish fire flee flood focus follow forbid force form free
    gain gather get give go grant grow halt hail hear help hit hold hope hurt identify ignore impose
    improve include increase injure inspect introduce invade investigate invite issue join jump keep
    kick kill know land last launch lay lead leave lift limit live lose make march mark meet mourn
    move name need nominate offer open oppose order oust outline overturn pass pay perform pick plan
    play plead pledge plunge point pose post praise prepare press prevent proclaim promise prompt
    propose protest prove provide pull pursue push put question quit race raid raise reach reaffirm
    reject release remain remember remove reopen replace report request require rescue resign resist
    resume retire return reveal reverse rise rule run say scrap search seek seem seize sell send
    sentence serve set shake share shoot show shut sign slam slow soar spark speak spend spread
    stand start stay steal step stop strengthen strike struggle sue suffer suggest support surge
    surrender survive suspect suspend take talk target teach tell test testify think threaten throw
    tour travel try turn unveil urge use visit vote vow wait walk want warn weigh welcome win
    withdraw work worry wound write""")
)
_NOUNISH = frozenset(
    words.listed("""acts aims appeals arrests attacks awards backs bans battles blocks boards breaks
    calls cases causes challenges changes charges claims clashes costs covers crashes cuts deals
    debates delays demands drives drops ends escapes exchanges faces fears fights files fires floods
    forces forms gains grants halts hits holds hopes increases issues jumps kicks lands lasts leads
    limits lives losses marches marks moves names needs offers orders outlines passes plans plays
    pledges points posts protests questions races raids rains reaches releases reports requests
    returns rises rules runs searches sentences sets shakes shares shows signs starts states stays
    steps stops strikes supports surges suspects talks targets tests threats tours travels turns
    uses visits votes vows waits walks works wounds""")
)
_ADJECTIVAL = frozenset(
    words.listed("""alleged armed unidentified wounded injured united red hundred indeed need speed
    feed seed breed shed sacred aged unnamed limited married related wanted accused charged based
    located supposed so-called deceased attempted""")
)
_RELATIVE = frozenset(words.listed("who which whose where when while because if that"))
_BEFORE_CLAUSE = frozenset(words.listed("after before until since as"))
_SUBJECTS = frozenset(words.listed("he she it they we"))
_DETERMINERS = frozenset(
    words.listed("a an the this that these those his her its their our my your some any no every")
)
_PARTICIPLE_TAILS = frozenset(
    words.listed("by in of with from for at to on as against near after during into over")
)


def tokens(text: str) -> list[str]:
    """Return the words of `text` and the marks that part clauses, in order."""
    return TOKEN.findall(text)


@lru_cache(maxsize=1)
def _s_forms() -> frozenset[str]:
    return frozenset(form for base in _BASES for form in _third_person(base))


def _third_person(base: str) -> tuple[str, ...]:
    if base.endswith(("s", "sh", "ch", "x", "o")):
        return (f"{base}es",)
    if base.endswith("y") and base[-2] not in "aeou":
        return (f"{base[:-1]}ies",)
    return (f"{base}s",)


def is_past(word: str) -> bool:
    """Return whether a lower-case word can be the past of a verb."""
    if word in _IRREGULAR:
        return True
    return word.endswith("ed") and len(word) > 4 and word not in _ADJECTIVAL


def is_base(word: str) -> bool:
    """Return whether a lower-case word is the plain form of a listed verb."""
    return word in _BASES


def finite(said: list[str]) -> int | None:
    """Return the position of the first finite verb outside relative clauses, or None.

    `said` are tokens of `tokens`. Participles ("the man accused of") are passed over when a
    finite verb follows them.
    """
    skip, doubtful = 0, None
    for position in range(len(said)):
        if _opens_clause(said, position):
            skip += 1
            continue
        kind = _kind(said, position)
        if kind == 0:
            continue
        if skip:
            skip -= 1
        elif kind == 2:
            return position
        elif doubtful is None:
            doubtful = position
    return doubtful


@lru_cache(maxsize=8_192)
def _main(text: str) -> tuple[list[str], int | None]:
    """Return the tokens of a text and where its finite verb stands among them, or None."""
    said = tokens(text)
    return said, finite(said)


def stands(text: str) -> bool:
    """Return whether the main verb tells what is, or goes on, not what was done: is, faces."""
    said, position = _main(text)
    if position is None:
        return False
    verb = said[position]
    if verb not in {"is", "are"}:
        return verb in _s_forms() and verb not in SPEECH
    after = next((t for t in said[position + 1 : position + 4] if t not in _ADVERBS), "")
    done = (is_participle(after) or is_past(after)) and after not in _STATES
    return not (done or after in _HAPPENS)


def had_been(text: str) -> bool:
    """Return whether the main verb is of the time before that which is told: had left."""
    said, position = _main(text)
    return position is not None and said[position] == "had"


@lru_cache(maxsize=1_024)
def main_at(text: str) -> int | None:
    """Return where in `text` its first finite verb outside relative clauses begins, or None."""
    _, position = _main(text)
    if position is None:
        return None
    return next(islice(TOKEN.finditer(text), position, None)).start()


def _opens_clause(said: list[str], position: int) -> bool:
    """Return whether a clause with a verb of its own begins: who ..., before he ..."""
    token = said[position]
    if token in _BEFORE_CLAUSE:
        return any(following in _SUBJECTS for following in said[position + 1 : position + 2])
    return token in _RELATIVE and position > 0 and said[position - 1] not in SPEECH


def _kind(said: list[str], position: int) -> int:
    """Return 2 for a finite verb, 1 where it may be a participle or noun, 0 for no verb."""
    token = said[position]
    before = said[position - 1].lower() if position else ","
    if token in AUXILIARIES:
        return 2 if position else 0
    if before in {"that", "which", "who"} and token.endswith("ed"):
        return 2
    if not token.islower() or before in _DETERMINERS or position == 0:
        return 0
    after = said[position + 1].lower() if position + 1 < len(said) else ""
    if token in _s_forms():
        return _third(token, before, after)
    if is_past(token):
        return _past(token, before, after)
    return 2 if token in {"say", "want", "seek", "remain", "face"} and before.endswith("s") else 0


_ADVERBS = frozenset(words.listed("now also still currently both not already"))
_STATES = frozenset(words.listed("related armed located based married limited deceased"))
_HAPPENS = frozenset(words.listed("dead due likely ready to"))


def _third(token: str, before: str, after: str) -> int:
    if token not in _NOUNISH:
        return 2
    if before in _ADVERBS:
        return 2
    objects = after in _DETERMINERS or after in {"to", "up", "out", "over"} or after[:1].isupper()
    return 1 if objects and before not in words.stops("en") else 0


def _past(token: str, before: str, after: str) -> int:
    if before in AUXILIARIES or before in {"be", "been", "being", "to", "to-be"}:
        return 0
    if after in _PARTICIPLE_TAILS and (token.endswith("ed") or token in _PARTICIPLES):
        return 1
    return 2


def is_participle(word: str) -> bool:
    """Return whether a lower-case word can close a headline's passive: "4 arrested in"."""
    return word in _PARTICIPLES or (word.endswith("ed") and len(word) > 4)


def has_headline_verb(text: str) -> bool:
    """Return whether a headline says something: a finite form, a participle, or "to VERB"."""
    said = [token.lower() for token in tokens(text)]
    if any(t in AUXILIARIES or t in _s_forms() or is_past(t) or is_participle(t) for t in said):
        return True
    plural = "and" in said[:4] and any(t in _BASES for t in said[said.index("and") + 2 :])
    plural = plural or any(
        t in _BASES
        and position
        and (said[position - 1].endswith("s") or said[position - 1] == "to")
        for position, t in enumerate(said)
    )
    return plural or (len(said) > 4 and any(t in _RUNNING for t in said))


_RUNNING = frozenset(
    words.listed("""investigating facing seeking searching calling fighting leaving killing injuring
    heading asking pushing looking dying""")
)


def main_verb(text: str) -> str:
    """Return the main verb of a text where it is regular, else "": as other texts would have it."""
    verb = deed(text)
    return verb if verb.endswith("ed") and len(verb) > 4 else ""


def same_deed(left: str, right: str) -> bool:
    """Return whether two texts say what was done by one regular verb."""
    verb = main_verb(left)
    return bool(verb) and verb == main_verb(right)


@lru_cache(maxsize=4_096)
def deed(text: str) -> str:
    """Return the main verb of a text, without its auxiliaries; "" where none is plain to see.

    Of reported speech it is the verb of what was said.
    """
    return _deed(tokens(text))


def _deed(said: list[str]) -> str:
    position = finite(said)
    if position is None:
        return ""
    for place, token in enumerate(said[position : position + 4], start=position):
        if token in SPEECH:
            return _deed(["", *said[place + 1 :]])
        if token not in AUXILIARIES and token not in _BETWEEN:
            running = place > position and token.endswith("ing")
            return token if running or is_past(token) or is_participle(token) else ""
    return ""


_BETWEEN = frozenset(words.listed("not been being be also now then"))
