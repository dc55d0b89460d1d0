"""Names of months as running text has them, by language; the same spelling is listed once."""

_NAMES = """
January Jan Januar Jänner enero janvier gennaio janeiro januari января январе stycznia styczniu
February Feb Februar febrero février febbraio fevereiro februari февраля феврале lutego lutym
March Mar März marzo mars março maart марта марте marca marcu
April Apr abril avril aprile april апреля апреле kwietnia kwietniu
May Mai mai mayo maggio maio mei мая мае maja maju
June Jun Juni junio juin giugno junho juni июня июне czerwca czerwcu
July Jul Juli julio juillet luglio julho juli июля июле lipca lipcu
August Aug agosto août augustus августа августе sierpnia sierpniu
September Sept Sep septiembre septembre settembre setembro september сентября сентябре września
October Oct Oktober Okt octubre octobre ottobre outubro oktober октября октябре października
November Nov noviembre novembre novembro november ноября ноябре listopada listopadzie
December Dec Dezember Dez diciembre décembre dicembre dezembro december декабря декабре grudnia
"""
MONTHS = {
    name: month
    for month, names in enumerate(_NAMES.strip().splitlines(), start=1)
    for name in names.split()
}
"""The number of the month that a word names, in the case it is written in ("may" names none)."""
