"""Words for time in the languages besides English, one table each."""

from typing import NamedTuple

from storywire.domain.story import words


class Table(NamedTuple):
    """A language's months (with short forms), weekdays, near days and small words for time.

    Alternatives of one month or weekday are joined by `|`; patterns are regular expressions.
    """

    months: tuple[str, ...]
    weekdays: tuple[str, ...]
    near: dict[str, int]
    joiner: str
    in_month: str
    in_year: str
    last: str
    next: str
    ago: str
    units: dict[str, str]


TABLES: dict[str, Table] = {
    "de": Table(
        months=words.listed(
            """januar|jänner|jan februar|feb märz|mrz april|apr mai juni|jun juli|jul august|aug
            september|sept|sep oktober|okt november|nov dezember|dez"""
        ),
        weekdays=words.listed(
            "montag dienstag mittwoch donnerstag freitag samstag|sonnabend sonntag"
        ),
        near={"vorgestern": -2, "gestern": -1, "heute": 0, "übermorgen": 2},
        joiner=r"\.? ",
        in_month=r"(?:im|seit|bis|ab|Anfang|Mitte|Ende|vom) ",
        in_year=r"(?:im Jahre?|seit|bis|Jahres|von|Anfang|Ende|Mitte|Sommer|Winter|Herbst) ",
        last=r"(?:vergangene[nrs]?|letzte[nrs]?|vorige[nrs]?)",
        next=r"(?:kommende[nrs]?|nächste[nrs]?)",
        ago=r"vor (?P<n>\d+|eine[mr]|zwei|drei|vier|fünf|sechs)"
        r" (?P<u>Tag|Woche|Monat|Jahr)(?:en?|n)?",
        units={"tag": "day", "woche": "week", "monat": "month", "jahr": "year"},
    ),
    "fr": Table(
        months=words.listed(
            """janvier|janv février|févr mars avril|avr mai juin juillet|juil août septembre|sept
            octobre|oct novembre|nov décembre|déc"""
        ),
        weekdays=words.listed("lundi mardi mercredi jeudi vendredi samedi dimanche"),
        near={"avant-hier": -2, "hier": -1, "aujourd'hui": 0, "aujourd’hui": 0, "demain": 1},
        joiner=r" ",
        in_month=r"(?:en|depuis|mois de|mois d['’]|fin|début|mi-|dès) ?",
        in_year=r"(?:en|depuis|année|dès|fin|début|de) ",
        last=r"derni(?:er|ère)",
        next=r"prochaine?",
        ago=r"il y a (?P<n>\d+|une?|deux|trois|quatre|cinq|six) (?P<u>jour|semaine|mois|an)s?",
        units={"jour": "day", "semaine": "week", "mois": "month", "an": "year"},
    ),
    "es": Table(
        months=words.listed(
            """enero|ene febrero|feb marzo abril|abr mayo junio|jun julio|jul agosto|ago
            septiembre|setiembre|sept octubre|oct noviembre|nov diciembre|dic"""
        ),
        weekdays=words.listed("lunes martes miércoles jueves viernes sábado domingo"),
        near={"anteayer": -2, "ayer": -1, "hoy": 0},
        joiner=r" (?:de )?",
        in_month=r"(?:en|desde|hasta|mes de|de|a finales de|a principios de) ",
        in_year=r"(?:en|desde|hasta|año|de|del) ",
        last=r"(?:pasad[oa]|últim[oa])",
        next=r"(?:próxim[oa]|que viene)",
        ago=r"hace (?P<n>\d+|una?|dos|tres|cuatro|cinco|seis) (?P<u>día|semana|mes|año)(?:e?s)?",
        units={"día": "day", "semana": "week", "mes": "month", "año": "year"},
    ),
    "it": Table(
        months=words.listed(
            """gennaio|gen febbraio|feb marzo|mar aprile|apr maggio|mag giugno|giu luglio|lug
            agosto|ago settembre|set ottobre|ott novembre|nov dicembre|dic"""
        ),
        weekdays=words.listed("lunedì martedì mercoledì giovedì venerdì sabato domenica"),
        near={"ieri": -1, "oggi": 0, "domani": 1},
        joiner=r" ",
        in_month=r"(?:a|ad|in|da|di|fine|inizio|nel mese di) ",
        in_year=r"(?:nel|dal|del|anno|fino al) ",
        last=r"scors[oa]",
        next=r"prossim[oa]",
        ago=r"(?P<n>\d+|una?|due|tre|quattro|cinque|sei) (?P<u>giorn|settiman|mes|ann)[oaie] fa",
        units={"giorn": "day", "settiman": "week", "mes": "month", "ann": "year"},
    ),
    "pt": Table(
        months=words.listed(
            """janeiro|jan fevereiro|fev março|mar abril|abr maio junho|jun julho|jul agosto|ago
            setembro|set outubro|out novembro|nov dezembro|dez"""
        ),
        weekdays=words.listed(
            """segunda-feira terça-feira quarta-feira quinta-feira sexta-feira sábado domingo"""
        ),
        near={"anteontem": -2, "ontem": -1, "hoje": 0, "amanhã": 1},
        joiner=r" (?:de )?",
        in_month=r"(?:em|desde|até|de|mês de) ",
        in_year=r"(?:em|desde|até|ano|de) ",
        last=r"passad[oa]",
        next=r"(?:próxim[oa]|que vem)",
        ago=r"há (?P<n>\d+|uma?|dois|duas|três|quatro|cinco) (?P<u>dia|semana|mes|mês|ano)(?:e?s)?",
        units={"dia": "day", "semana": "week", "mes": "month", "mês": "month", "ano": "year"},
    ),
    "nl": Table(
        months=words.listed(
            """januari|jan februari|feb maart|mrt april|apr mei juni|jun juli|jul augustus|aug
            september|sept oktober|okt november|nov december|dec"""
        ),
        weekdays=words.listed("maandag dinsdag woensdag donderdag vrijdag zaterdag zondag"),
        near={"eergisteren": -2, "gisteren": -1, "vandaag": 0, "morgen": 1},
        joiner=r" ",
        in_month=r"(?:in|sinds|tot|eind|begin|medio) ",
        in_year=r"(?:in|sinds|tot|jaar|van|eind|begin) ",
        last=r"(?:afgelopen|vorige?)",
        next=r"(?:komende?|volgende?)",
        ago=r"(?P<n>\d+|een|twee|drie|vier|vijf|zes)"
        r" (?P<u>dag|week|weken|maand|jaar)(?:en)? geleden",
        units={"dag": "day", "week": "week", "weken": "week", "maand": "month", "jaar": "year"},
    ),
}
COUNTS: dict[str, int] = {
    word: number
    for number, group in enumerate(
        words.listed(
            """-|- einem|einer|un|une|una|um|uma|een zwei|deux|dos|due|dois|duas|twee
            drei|trois|tres|tre|três|drie vier|quatre|cuatro|quattro|quatro
            fünf|cinq|cinco|cinque|vijf
            sechs|six|seis|sei|zes"""
        )
    )
    for word in group.split("|")
}
