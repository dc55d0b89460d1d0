"""Junk and faults of English news text."""

import re

from storywire.domain.story import verbs, words
from storywire.domain.story.outlets import OUTLET

_JUNK = re.compile(
    r"\bcopyright\b|all rights reserved|click (?:here|on)|sign up (?:for|to)|subscribe"
    r"|\bdownload\b|follow (?:us|@|him on|her on|the latest|our)|(?:like|find) us on"
    r"|share this|read (?:more|also)"
    r"|watch (?:live|the video|above|below|it|this)|newsletter|e-?mail (?:us|address|notif|alerts?)"
    r"|getty images|associated press photo|photos? (?:by|courtesy|credit)|image \d+ of \d+"
    r"|\(published |\bcomments? (?:polic|section|below|are)|terms of (?:use|service)"
    r"|privacy policy|contributed to this|(?:story|article|material|post|report)"
    r" (?:has been (?:updated|corrected)|may not be)|misspelled"
    r"|incorrectly (?:identified|stated|reported)|reach (?:him|her|the reporter) at|retweet"
    r"|on (?:twitter|facebook|instagram)(?: at| page|[.:])|facebook page|check back"
    r"|stay with (?:us|\d|[A-Z]{3})|for the latest"
    r"|more to come|developing story|breaking news|advertisement|\bcookies\b|\bpaywall\b"
    r"|for more (?:information|on this|stories|news)|related (?:stories|articles|content)"
    r"|(?:is|are) not (?:naming|identifying) |\bhas not named\b|does not (?:name|identify)\b"
    r"|(?:has|have) more (?:details|on this)|\btune in\b|mobile app|press play|loading\b"
    r"|refresh this page|your browser|\bRSS\b|javascript|view (?:the )?(?:gallery|slideshow)"
    r"|see (?:the )?(?:photos|video) "
    r"|views expressed|\b(?:clips?|footage|photos?|videos?|images?) courtesy\b"
    r"|gofundme|go fund me|crowdfund"
    r"|\bis an? (?:[\w-]+ ){0,3}(?:staff writer|staff reporter|contributing writer|columnist for)",
    re.IGNORECASE,
)
_JUNK_WORDS = frozenset(
    words.listed(
        """copyright rights click sign subscribe download follow like find share read watch
        newsletter email e-mail mail photo photos image published comments comment terms privacy
        getty contributed story article material post report misspelled incorrectly reach retweet
        twitter facebook instagram check stay more breaking advertisement cookies paywall related
        tune app press loading browser rss javascript gallery slideshow see developing refresh
        writer staff columnist naming identifying named name identify
        views courtesy clip clips footage photos videos images gofundme fund crowdfunding
        crowdfunded"""
    )
)
# One of these stands, in lower case, wherever the pattern matches: it alone is slow.
_JUNK_CUES = (
    "copyright", "all rights reserved", "click ", "sign up ", "subscribe", "download", "follow ",
    "us on", "share this", "read more", "read also", "watch ", "newsletter", "mail ",
    "getty images", "photo", "image ", "(published ", "comment", "terms of ", "privacy policy",
    "contributed to this", " has been updated", " has been corrected", " may not be",
    "misspelled", "incorrectly ", "reach ", "retweet", "on twitter", "on facebook",
    "on instagram", "facebook page", "check back", "stay with ", "for the latest",
    "more to come", "developing story", "breaking news", "advertisement", "cookies", "paywall",
    "for more ", "related ", "more details", "more on this", "tune in", "mobile app",
    "press play", "loading", "refresh this", "your browser", "rss", "javascript", "gallery",
    "slideshow", "video ", "staff writer", "staff reporter", "contributing writer",
    "columnist for", " not ", "views expressed", " courtesy", "gofundme", "go fund me", "crowdfund",
)  # fmt: skip
_TIP = re.compile(
    r"(?:anyone|anybody|those|witnesses|people) (?:with|who has|who have|having|who may)"
    r" (?:any |more |additional )?information|(?:asked|urged|encouraged) to (?:call|contact)"
    r"|crime ?stoppers|tip ?line|\b1?[- .]?\(?\d{3}\)?[-. ]\d{3}[-. ]\d{4}\b|\b\d{3}-\d{4}\b"
    r"|\bcall (?:police at|detectives?|\(?\d{3}[-) ])"
    r"|tips? (?:can|may)\b|\d{3}-[A-Z]{4}|remain anonymous",
    re.IGNORECASE,
)
_TIP_WORDS = frozenset(
    words.listed("""information call contact crimestoppers stoppers tip tipline anonymous tips""")
)
_PHONE = re.compile(r"\d[-. )]{1,2}\d{3}[-. ]\d{4}\b|\b\d{3}-\d{4}\b")
_HANDLE = re.compile(r"(?:^|[\s(])@\w{2,}")
_QUOTED = re.compile(r"\"[^\"]*\"|“[^”]*”")
_OPEN_QUOTE = re.compile(r"^[\"“](?:I|We|He|She|It|They|You|My|Our|This|That|There)\b")
_FIRST_PERSON = frozenset(
    words.listed("i we me us my our you your i'm we're i've we've you're ours myself yours")
)
_PERSON = re.compile(
    r"\b(?:I|[Ww]e|me|us|[Mm]y|[Oo]ur|[Yy]ou|[Yy]our|I['’]m|[Ww]e['’](?:re|ve)|[Yy]ou['’]re)\b(?![.-])"
)
_CAPTION_CUES = (
    "Caption ", ":",
    "day, ", "(", "/", " led", " seen", " pictured", " shown", " escorted", "talks to reporters",
    " photo", ", left, ", ", right, ", ", center, ", " walks ", " arrives ", " stands ", " sits ",
    " poses ", " waits ", " listens ", " looks ", " hugs ", " holds ", " wipes ", " embraces ",
    " gestures ", " smiles ", " reacts ", " enters ", " leaves ", " speaks ", " addresses ",
    " gather ", " stand ", " sit ", " wait ", " embrace ", " hug ", " pray ", " comfort ",
    " investigate ", " search ", " work ", " examine ", " inspect ", " block ", " guard ",
    " respond ", " surround ",
)  # fmt: skip
_CAPTION = re.compile(
    r"\b(?:Mon|Tues|Wednes|Thurs|Fri|Satur|Sun)day, [A-Z][a-z]{2,8}\.? \d{1,2}, \d{4}"
    r"|\b(?:is|are) (?:led|seen|pictured|shown|escorted)\b|\((?:left|right|center|L|R)\)"
    r"|, pictured (?:in|here|at|on|with)\b"
    r"|talks to reporters|\b(?:file|booking|undated|handout) photo\b|, (?:left|right|center), "
    r"|\((?:AP|AFP)? ?Photo[^)]*\)"
    # A picture's line tells in the present what someone does in it.
    r"|^[A-Z][^.;:]{4,80}?,? (?:walks|arrives|stands|sits|poses|waits|listens|looks|hugs|holds"
    r"|wipes|embraces|gestures|smiles|reacts|enters|leaves|speaks|addresses)"
    r" (?:with|into|out|in|at|on|to|from|outside|inside|next|for|the|a|an|his|her|during)\b"
    r"|^(?:Caption|\d{1,2}:\d\d) [A-Z]"
    r"|^[A-Z][^.;:]{4,140}?(?<!to)(?<!will)(?<!would)(?<!could) (?:gather|stand|sit|wait|hug"
    r"|embrace|pray|comfort) (?:to|at|in|outside|near|for|around|on|as|each)\b"
    r"|^(?:[A-Z][\w.]+ ){0,3}(?:[Pp]olice|[Oo]fficers|[Ii]nvestigators|[Dd]etectives)"
    r" (?:investigate|search|work|examine|inspect|block|guard|respond|surround)\b"
    r"|\b[A-Z][a-z]+ [A-Z][a-z]+ ?/ ?[A-Z]"
)
_FULL_DATE = re.compile(r"\b[A-Z][a-z]{2,8}\.? \d{1,2}, 20\d\d\b")
_OPENING = re.compile(
    r"^(?:Nor|Or|Which|Because|Is|Are|Was|Were|Did|Do|Does|Has|Have|Can|Could|Would|Should"
    r"|There['’]s|Than|How|Why|So (?:is|are|was|were|do|does|did|has|have))\b(?! to)"
)
_SPEAKER = re.compile(
    r"[A-Z][\w'’-]+ (?:said|says|told|added|wrote)|(?:said|says|added|wrote) (?:[\w'’.-]+ )*?[A-Z]"
)
_NO_CONTENT = re.compile(rf"\b(?:told|tells) (?:the )?{OUTLET}(?: (?:on )?\w+day)?\.$")
_TOLD_BEFORE = re.compile(r"^(?:\S+ ){5,}[^ ]*,[”\"]? [^,]{2,60}\b(?:told|tells) [^,]*$")


def is_junk(sentence: str) -> bool:
    """Return whether a line is furniture by its words: rights, sharing, credits, corrections."""
    guarded = not _JUNK_WORDS.isdisjoint(words.tokens(sentence))
    cued = guarded and words.holds(sentence.lower(), _JUNK_CUES)
    return cued and bool(_JUNK.search(sentence))


def faults(sentence: str) -> list[str]:
    """Return the names of the faults that English grammar and news custom show."""
    tokens = words.tokens(sentence)
    bare = _QUOTED.sub(" ", sentence) if "“" in sentence or '"' in sentence else sentence
    checks = (
        ("tip-line", _is_tip(sentence, tokens)),
        ("first-person", not _FIRST_PERSON.isdisjoint(tokens) and bool(_PERSON.search(bare))),
        ("quote", _is_quote(sentence, bare)),
        ("caption", words.holds(sentence, _CAPTION_CUES) and bool(_CAPTION.search(sentence))),
        ("caption", ", 20" in sentence and _is_scene(sentence)),
        ("fragment", bool(_OPENING.match(sentence)) or not _has_verb(tokens)),
        ("no-content", _has_no_content(sentence)),
        ("handle", "@" in sentence and bool(_HANDLE.search(sentence))),
    )
    return [name for name, holds in checks if holds]


def _is_scene(sentence: str) -> bool:
    """Return whether it tells in the present, with the year, what a picture shows."""
    if not _FULL_DATE.search(sentence):
        return False
    position = verbs.finite(said := verbs.tokens(sentence))
    verb = "" if position is None else said[position]
    present = verb.endswith("s") and verb not in verbs.AUXILIARIES | verbs.SPEECH
    return present or not verb


def _has_no_content(sentence: str) -> bool:
    """Return whether all it says is that someone told an outlet something."""
    end = sentence[-80:]
    cued = " t" in end[-60:] and words.holds(end, ("told ", "tells "))
    return cued and bool(_NO_CONTENT.search(end)) and not _TOLD_BEFORE.search(sentence)


def _is_tip(sentence: str, tokens: frozenset[str]) -> bool:
    if not _TIP_WORDS.isdisjoint(tokens) and _TIP.search(sentence):
        return True
    return "-" in sentence and words.figures(sentence) == 4 and bool(_PHONE.search(sentence))


def _is_quote(sentence: str, bare: str) -> bool:
    """Return whether a sentence is quotation for the most part, or its speaker has no name."""
    if len(bare) == len(sentence):
        return False
    share = (len(sentence) - len(bare)) / len(sentence)
    if share > 0.7 or (share > 0.45 and not _SPEAKER.search(bare)):
        return True
    return bool(_OPEN_QUOTE.match(sentence))


def _has_verb(tokens: frozenset[str]) -> bool:
    """Return whether any word can be a finite verb, by the forms that most verbs show."""
    return not _VERBS.isdisjoint(tokens) or any(
        len(word) > 3 and word.endswith(("ed", "s")) for word in tokens
    )


_VERBS = frozenset(
    words.listed(
        """is are was were am be been has have had do does did will would can could may might must
        shall should said says say pled went came took made began left met shot died rose fell won
        lost
        found struck broke hit led sent told kept ran forbade fled drove flew gave got stood spoke
        brought bought sold caught fought paid threw wrote grew drew became beat built cut put held
        sank
        want need make take get go know think see come look use give tell work call try ask feel
        isn't wasn't aren't weren't won't can't don't doesn't didn't hasn't haven't i'm it's he's
        she's they're we're who's that's there's rang saw knew shut set quit sang thought meant
        felt let read spread burst hurt cost"""
    )
)
