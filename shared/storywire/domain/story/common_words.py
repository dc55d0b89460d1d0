"""Words that English news writes small, other than its verbs: what no name is made of."""

from storywire.domain.story import words

COMMON = frozenset(
    words.listed("""
    abandon abdomen ability able aboard abroad absence absent absolute absorb absurd abundant
    abuse academic accent acceptable access accident accidental accordance account accurate
    accused achieve acknowledge across actions activists activity actual acute adapt add
    additional address adequate adhere adjacent adjust administer administrative admission admit
    ads adult advantage adverse advice adviser advisor advocacy advocates aerial affair affect
    affidavit afford afraid aftermath afternoon afterward age agencies agenda agents aggressive
    agreement aground ahead aid aide aircraft airline airplanes aka alarm alike alive alleged
    alley allies alone alongside alter alternative altogether ambitions ambitious ambulance amid
    amongst amount ample analogy analysis analysts analyze anchor anecdotes anesthetic anger
    angles angry animals ankle anniversary announcement annual anonymous answer anti anticipate
    anxiety anxious anybody anymore anytime anyway anywhere apartment apology apparatus apparent
    appearance appetite applications applies appointment appreciate approach appropriate
    approval area argument arm arraignment arrangements array arrival arrogance artform articles
    artists ashore aside asleep aspects aspirations ass assertions assessment assets assistance
    associate assume assumptions assure atmosphere atop attach attempt attendance attitude
    attorneys attract audience authoritarian authorities automatic autopsy available avert await
    awake aware awesome awful background backlash backup backyard bacteria bad bag bail bailout
    bait balance balcony balloons balls bankrupt bankruptcy banks barrage barrels barricades
    barrier bars based basement basic basis basketball bathroom battery beaches beaten bed
    bedroom beef beer begun behalf behavior beings belief belong beneath benefits berms besides
    best bet better beyond bias bicycle bid big bigger biggest bill billion billions bills
    biologist bipartisan birds birth birthday bit bitter bizarre blank blast blind blog bloggers
    blood bloody blow blown blowout blueprint boat body bogus bolster bomber bombs bond bonuses
    books boom boots border borders borrow bosses bother bottle bottom bounce boundaries bow
    boxes boy boyfriend brains branches brave brazen breach breakdown breathe brick brief bright
    brilliant brink broadcast broader broken broker brother brutal bubble buddies budget budgets
    buildings buildup bulk bullet bunch bureaucracy burglary bus buses business businessman
    businessmen bust buttocks buyers bystanders cable calamity calculate calendar calf caller
    calm cameras campaign cancellations cancer candidates candlelight candles cap capable
    capacity capitalist captains car carbon cards care career careless cargo carpet carrier
    carries case cases cash casualties catastrophe cautious celebrities cell cellphone cement
    cents ceremony certain certainty chain chairs chance channels chaos chaotic character
    charged chat cheap cheaper check checkpoints cheek chemicals chest child childhood children
    choice choke choppy chosen chunk cigarette circles circumstances cities citizens city
    civilian claimants clarify clarity clashes classes classic classmates cleaner cleanup
    clearer clever client climb clinical clip clock clog closer closest closet closure clothes
    clouds clubs clue coastline coasts coat cocaine cocktail colleagues collect color column
    columnist combat comeback comfort commentary comments commercial commitment committees
    communicate communities company compare comparison compassionate compensate compete
    competitive competitors complacency complain complaint complete complex compliance
    components compound comprehensive compromise computer conceal concentrations concept
    concerns concert concessions conclude conclusion concrete conditions condo condolences
    conference confidence confidential conflict confusion connect conscious consecutive consent
    consequences considerable consistent conspiracy constant constituents constructive
    consultant consumers contact containment contend content contentious contest context
    continent continuous contract contractors contrary contrast contribute contributors
    controversial convenience conventional conversations convey convictions convince cooperate
    coordinate cope cops copy core corners coronavirus corporate correct correspondents corrupt
    couch counselors counter counterpart countless countries country counts couple course court
    courteous courtroom cousin cozy crabs crack crackdown crane crap crashes crazy creative
    creatures credibility credit crews criminals crises crisis criteria critical crossfire crowd
    crucial crude crunch cry crystals cubic culprit culture curb cure curfew curious currency
    currents curve custody customers cyberattack damn dangerous dare dark data dates daughter
    daylight days dead deadline deadly deal dealers death debacle debris debt decades deceased
    decent decision deck decrease deeper deepest default defendants defensive defiance deficit
    define definitive defuse degree delicate delivery demise democracies demonstrations denies
    depend deploy deposits depth derivatives descriptions design desire desperate despite
    destructive details detect determine develop device dialogue diameter dice dictator
    dictatorship different difficult difficulty dig dignity dime diplomacy diplomatic dire
    direct disagree disagreement disappear disappointment disaster disastrous disbelief
    discharge discipline disclose disclosure disconnect discussion dispatchers dispersants
    display disposal dispute disregard disrupt distance distant distract distraught distress
    disturbance diverse divert dividend divisions divorce dock doctor documentary documents
    doesn dollars dolphins domestic dominant donate door dose doubt downstairs downtown downturn
    downward dozen dozens draft drag dramatic drawn dreams drink driven driver driveway droplets
    drugs drunk dry due duties dynamic eager earlier earliest early earnings ears easier easy
    eat eaten ebb eclipse ecological economic economists economy ecosystem edge editorial
    editors effect efficient efforts eggs elaborate elections electricity electronic elements
    eligible eliminate elite elsewhere email embrace emissions emotional emphasis employees
    employment empty enable enact encounter encourage endangerment endless endure enemies
    enforce engage engine enhance enjoy enormous ensure entire entity entrance entry
    environmentalists environments epicenter episode equal equipment equity equivalent era
    erosion errors escalate escrow essential establish estate estimates estuaries etc evaluate
    event eventual everybody everyday everywhere evidence evil exact example except excessive
    excitement exclusive excuse execs executives exercise exist exotic expansion expectations
    expensive experience experimental expertise experts exploit exploratory explosion exports
    expose exposure expression extensive extent external extract extraordinary extreme extremist
    eyes facilities fact factor failings failure fair fake fallen fallout false familiar
    families family famous fans far farther fashion fast faster fastest fatal fatalities fate
    father fault faulty favorable favorite fearful fears features feed feelings fees feet fellow
    felon felony female fence fend feud fewer fiasco fifth figure filings fill film final
    finances financial findings fine finger firearm firefighters fireworks firm fiscal fishermen
    fist fits fix flag flames flaws flexible flights flip floats floor flow flowers flown fluid
    focuses folder folks followers fool foot footage forecast forecasts foreclosure forefront
    foreigners foreseeable forget forgot forgotten formal former forth fortunate forward fossil
    foul founder fourth fragile fragments frame framework frantic fraud free freedom freeze
    frenzy frequent fresh friends front frozen fruit frustrations fuel fulfill fumes fun
    functions fundamental funds funnel funny furious fury future gaffes gallons gamble game gang
    gap garage garbage gas gatherings gauge generations generous genuine geologist getaway
    geyser giant gift girl girlfriend given glad globs goal golf gon gonna good goodbye gotten
    government grade grader graduate grandchildren granddaughter grandmother grandparents
    grandson graphics grasp grass grateful grave gravity graze greater greatest grief grievances
    grip gross ground groups grown growth guarantee guess guests guidance guidelines guilt
    guilty gun gunfire gunman gunmen gunpoint gunshot gush gusher gut guy gym habitats hack hair
    half hallway hammer hamper hand handgun handle hang happen happy hard harder hardest
    hardship harm harsh hat hatch hate havoc hazard head headquarters heal healthy hearings
    heart heat heavier heavy heck hedge height helicopter hell helpful hence heroic heroin hide
    high higher highest highlight highs hint hip hire historian historic history holders holes
    home homeless homeowners homes homicides honest honor hopeful hopes horrible horrific horror
    hose host hostage hostile hotels hour hours house household hug huge humanity humor hundred
    hundreds hungry hurricanes hurry husband hydrates hydraulic hydrocarbons hypocritical ice
    idea ideal identity ideology idiots idle ignorant ill illegal imagine immediate immense
    immigrants imminent impact implement implications important impossible impression
    improvements inability inaccurate inadequate inappropriate inbox incentive inch incident
    inclusive income incompetent incorrect incredible indeed indicate indictment individuals
    industry ineffective inevitable infamous influence influential influx info inform
    infrastructure inherent initial inject injured injuries innocent innovative inquiries
    insensitive inside insist insomnia inspections inspectors inspire instability install
    instance instant instead institutions instructions instruments insufficient insult insure
    intact intellectual intelligent intend intense intent intercept interest interference
    internal intersect intervene interview invasion investigators investments investors
    involuntary involvement irony irrelevant irresponsible items jacket jail jeopardy job
    jobless jobs joke journey judges judgment jurors jury justify juveniles keen key kids killer
    killings kind kit kitchen knee knife knives knock knowledge known label lack lame landfall
    landscape language lap large larger largest laser late latency later latest latter laugh law
    lawmakers laws lawsuit lawsuits lawyers lax layers layoffs leaders leadership leak leakage
    learn leases leg legal legendary legislative legitimacy legitimate lend lenders length
    lengthy lesser lessons lethal lets letter level leverage liabilities liable liberals licence
    license lies life lifestyle lifetime light lighter likelihood likely likes limited line link
    liquidity list listen liters litres little livelihoods load loans lobby lobbyists local
    located lock lockdown log logic lone long longer longest longtime look loose looters losers
    loss lot loves low lower lowest lows loyal loyalty luck lucky lucrative lump lunch machinery
    machines magnitude mainstream maintain maintenance major makeshift male malicious mammals
    man manage mandate mandatory maneuver manhunt manipulate manner manslaughter mantra map
    margins marijuana market markets marriage married marshes marshlands mask massacre masses
    massive matches material math matter maximum meaningful means meantime measures mechanism
    medics medium meetings melee melt meltdown members memory men mentality mere merger mess
    message metal methane methanol methods microbes midday midnight midst miles milestone
    militant military milk million millions mind mine minimize minimum minor minorities minutes
    misconduct misdemeanor misinformation mistake mitigate mix mixture mobilize mode model
    moderate modern modest moment momentum money monitors mood moral moratorium mortgage mosque
    mother motive mouth movement movie mud multi multibillion multinational multiple murder
    murky muscle mystery nail naive narrative narrow nasty near nearby nearest nears necessary
    neck negative neglect negligence negotiations neighborhood neighbors nephew nervous net
    networks neutral newspaper nice niece night nightmare nobody nominee non none nonprofit
    nonsense normal nose notable notes notice notifications notorious novel number numerous
    nurse objective obligations observers obstacles obtain obvious occasion occupants occur
    oceans odds offenders offenses officer officers offices officials offset offshore oil
    oilfield okay old older oldest ones online onshore operations opinion opponents opportunity
    opposite oppression optimism optimistic options ordinary organisms organizations original
    otherwise ought ourselves ouster outcome outlets outlook output outrage outright outside
    overall overcome overdose overhaul overhead overnight overseas oversee overseen owe owner
    ownership owns oxygen oyster package pages pain paint pair pandemic panel panic pants paper
    paperwork parallel paramedics paraphernalia parents parliamentary parole part partial
    participate particles particular parties partisan partners party passenger passes passion
    past patches path patience patients patrols patrons pattern pause payments payouts payroll
    peace peaceful peak peers pelicans penalties people peoples percent percentage perfect
    performance period permanent permission permits persistent person personnel perspective
    persuade philosophy phone photographer phrase physical physician pic pickup picture piece
    pile pills pin pipe pipelines pistol pitch pivotal place plaintiffs planes plant plastic
    plate platform players plea please pleasure plenty plight plot plug plume plus pockets
    podium police policies policymakers political politicians poll pools poor popular
    populations porch portfolio portions positive possession possible poster pot potential
    pounds pour poverty power practice pray prayers pre precautions precedent precise
    predecessor predict prefer pregnant preliminary premature preparations presence present
    preserve pressure pretend pretty prevail preventer preview previous prices principles prior
    priority prison prisoners pristine private privilege pro probable probe problem procedure
    proceedings process produce product profession professionals profile profits profound
    program progress projects prominent promote proof prop propaganda proper property
    proportions proposal prosecutors prospects prosperity protect protest protesters protests
    proud proven provider provision prudent pump pun punch pundits punish punitive purchase pure
    purpose purse pursuant pursuit quadruple quake qualify quality quantify quantities quarter
    quell questionable quick quicker quiet quo quotes racial racism racist radical rallies
    ramifications ramp rampage random range ranks rap rapid rapper rare rate rates ratio
    rational raw reaches react reactions read readers ready real realistic reality realize
    reason reassure rebound rebuild rebuke recall receive recent recession recipe reckless
    recognize recommendations reconsider record records recover recreational reduce reefs
    reference refinery reflect reforms refrain refuges refuse regard regardless regime region
    regret regular regulators related relationship relevant reliable relief relies relieve
    religion religious reluctant remainder remarks remedy reminder remnants remote removal
    render renewable rent repair repay repeat replacement report reporters represent repressive
    requirements rescue researchers reserves reservoir residential residents resilient
    resistance resolve resort resource respect respond response rest restart restaurants restore
    restraint restrictions result retain rethink retirement retreat retrieve revenge revenues
    reviews revive revolt revolver reward rewritten rhetoric richer richest rid ride ridiculous
    rifle rig right rigorous riot risen riser risk riskier risky rivals robbery robots robust
    rocks rogue role rooms roots rough round routine row royalties rubber ruin ruler rules
    rumors runaway rupture rural rust sacrifice sad safe safeguards safer safest safety sake
    salaries sales salvage samples sanctions satellite satisfy save scale scandal scare scary
    scenario scene schedule scheme school scientific scientists scoop scope scores screams
    screens screw scrutiny seafloor seal searches seas season seat seawater second secondary
    sections sector secular secure sedan sedative sediment seepage sees segment seismic self
    selfish semi semiautomatic sense senseless sensible sensitive sentiment separate sequence
    serial series serious session setback settle settlement severe sex sexual shaft shaken
    shallow shame shape shareholders shares sharks sheer sheet shellfish shells shelter shift
    ship shipments shirt shock shoe shooter shootings shootout shops shoreline short shortage
    shortages shortcuts shotgun shots shoulder showdown shower shown shrimp shrimpers shrink
    shutdown shuttle shy siblings sick sidelines sides sidewalk sight signal signature
    significant silence similar simple singer single sink siphon sister sit site situations
    sixth size skeptical skills skim skimmers skin slain slayings sleep slice slick slight slip
    slogans slowdown slush small smaller smallest smart smarter smell smile smoke societies
    software solar soldiers sole solid solidarity solve somebody somehow sometimes somewhat
    somewhere son sooner sorry sort sounds source sovereign span spare speakers specific specify
    spectacle spectacular speculate speech speed spell spew spill spillage spilt spin spiral
    spiritual spite split spoken spot spotlight spray spree stab stabilize stable stack staffers
    stage stake stakeholders stakes stall stance standards standby standoff state statement
    static stations status staunch steady stem sticks sticky stimulate stimulus stocks stolen
    stomach stones storage stores storm storms story straight stranger strategist strategy stray
    streets strength stress stretch stretcher stricken strict stricter strings strong stronger
    strongest structure students study stuff stupid sub subject submarines submersible submit
    subpoena subprime subsequent subsidiaries subsidies substance substantial suburb succeeds
    success successor sudden sued sufficient sugar suggestions suicide suit summary summer
    summit sums sunk sunken supervisor supplies supporters supposed suppress sure surf surface
    surgery surplus surprise surreal surveillance surveys survival survivors suspect suspension
    suspicion suspicious sustain swaps sweep switch switchboard sworn symbol sympathy symptoms
    system table tackle tactics tag takeover talent talks tall tanker tanks tap tape tar tasks
    taste tax taxes taxpayers teacher team tears technicians techniques technological teen
    teenager teeth telephone television temperatures temporary tend tendency tens tense tension
    tenure term terrible territory terrorism terrorist testimony text thanks theme theory
    thereafter thereby therefore thick thigh thin third thorough thoughts thousand thousands
    thread threat throat throughout thrown thugs tickets tide tie ties tight tighten tighter
    till tiny tips tires toddler toll tone tons tools top topic torn torso torture total touch
    tough tougher toughest tourism tourists town towns toxic toys trace traders traditional
    traffic tragedy tragic train trajectory transactions transcript transfer transform transit
    transparency transport trash travelers treat treatment trees tremendous trend trial trials
    tribute trickle tricks tricky tries trigger trillions trip triple troops trouble truce truck
    true truth tube tuna tune turmoil turtles tweets twice twist type typical ultimate ultra
    unable unacceptable unaware unbelievable unborn uncertain uncertainty unclear uncomfortable
    uncommon unconscious unconstitutional undergo undermine underneath underscores undersea
    understand undertake undertaken underwater underway unemployment unfair unfold unfortunate
    unhappy unidentified uniform unique units unknown unlawful unless unlike unlikely unnamed
    unnecessary unpopular unpredictable unresponsive unrest unsafe unstable unsuccessful unsure
    unthinkable untold unusual updates upheaval uprisings uproar upset upside upstairs upward
    urgency urgent useful useless users usual utter vacant vaccine vaccines vacuum vague valid
    valuable value valves variety various vary vast vehicle vents venture verbal verdict verge
    verify version versus vessels vest veteran viable vibrant vicinity victim victims video
    viewers views vigil violations violence virtual virus visible visit vital vocal voice void
    volatile volume voluntary volunteers vote voters vulnerable wages walls wanted war warm
    warnings warrant wary waste watchdog waters wave ways weak weaken weakness wealth wealthy
    wean weapon wear website weekend weight weird welfare wellbore wellhead wetlands whales
    whatever whatsoever whenever whereabouts whereas wherever whoever whole wide wider
    widespread wife willingness window winds winner wipe wisdom wish withdrawal withdrawn
    withstand witnesses woes woman women wonder words workers workplace world worldwide worries
    worse worsen worst worthless wounded wrap wreck writers written wrong www yacht years yellow
    yield young younger youngest yourself yourselves youths zones
    """)
)
