"""Function words by language: words that say nothing about which event an article tells of."""

from functools import cache

_WORDS = {
    "en": """a about above after again against all also am an and any are aren as at be because been
        before being below between both but by can cannot could couldn did didn do does doesn doing
        don down during each even few for from further get had hadn has hasn have haven having he
        her here hers herself him himself his how i if in into is isn it its itself just let like
        ll made make many may me might more most much must my myself new no nor not now of off on
        once one only or other our ours ourselves out over own per re said same say says she should
        shouldn since so some still such than that the their theirs them themselves then there
        these they this those though through to told too two under until up upon us ve very via was
        wasn we were weren what when where whether which while who whom whose why will with within
        without won would wouldn yet you your yours yourself yourselves""",
    "de": """aber alle allem allen aller alles als also am an andere anderen auch auf aus bei beim
        bereits bin bis bist da damit dann das dass dein dem den denn der des dessen die dies diese
        diesem diesen dieser dieses doch dort du durch ein eine einem einen einer eines er es etwa
        euch für gegen hab habe haben hat hatte hatten hier hinter ich ihm ihn ihnen ihr ihre ihrem
        ihren ihrer im in ins ist ja jede jedem jeden jeder jetzt kann kein keine keinen können man
        mehr mein mit muss nach nicht noch nun nur ob oder ohne sagte schon sehr sein seine seinem
        seinen seiner seit sich sie sind so soll sollen sondern sowie über um und uns unter vom von
        vor war waren was weil weiter welche wenn wer werden wie wieder will wir wird wo wurde
        wurden zu zum zur zwei zwischen""",
    "es": """a al algo ante antes aún aunque cada como con contra cual cuando de del desde después
        dijo donde dos durante e el él ella ellas ellos en entre era eran es esa esas ese eso esos
        esta está estaba están estar estas este esto estos fue fueron ha había han hasta hay la las
        le les lo los más me mi mientras muy nada ni no nos o otra otras otro otros para pero poco
        por porque que qué quien se según ser será si sí sido sin sobre son su sus también tan
        tanto te tiene tienen todo todos tras tu un una uno unos y ya yo""",
    "fr": """à ai ainsi alors après au aucun aussi autre autres aux avait avant avec avoir c ce cela
        ces cet cette ceux chez comme contre d dans de depuis des deux dit donc du elle elles en
        encore entre est et été être eu eux fait il ils j je jusqu l la le les leur leurs lors lui
        m ma mais me même mes moins mon n ne ni nos notre nous on ont ou où par pas pendant peu
        plus pour pourquoi puis qu quand que quel quelle qui s sa sans se sera ses si son sont sous
        sur ta te tous tout toute toutes très tu un une vers vos votre vous y""",
    "it": """a ad ai al alla alle allo anche ancora avere che chi ci come con contro cui da dal
        dalla dalle dei del della delle di dopo due e ed era essere fra gli ha hanno i il in io la
        le lo loro ma nei nel nella nelle no noi non o ogni per perché più prima quella quello
        questa questo se sempre si sia solo sono su sua sue sui sul sulla suo suoi tra tutti un una
        uno""",
    "nl": """aan al alle als bij daar dan dat de der die dit door dus een en er had hebben heeft het
        hij hoe hun ik in is ja je kan maar meer met na naar niet nog nu of om onder ook op over
        te tegen toch tot uit van veel voor want waren was wat we wel werd wie wij worden zal ze
        zich zij zijn zo zou""",
    "pt": """a ao aos às até com como da das de dele depois do dois dos e é ela elas ele eles em
        entre era essa esse esta está este eu foi foram há isso isto já lhe mais mas mesmo muito na
        não nas nem no nos o os ou para pela pelas pelo pelos por quando que quem são se sem ser
        será seu seus só sobre sua suas também tem um uma""",
}


@cache
def stopwords(language: str) -> frozenset[str]:
    """Return the function words of a primary language subtag; none for a language unknown here."""
    return frozenset(_WORDS.get(language, "").split())
