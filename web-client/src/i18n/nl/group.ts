/** Dutch: a group that lasts, from making it to leaving it. */
import type { Role } from '../../protocol/protocol';

const nlMonths = (n: number) => (n === 1 ? '1 maand' : `${n} maanden`);

/** What somebody did who had this role, as the reason why it is their turn. */
const NL_NEVER: { [role in Role]: string } = {
  gespreksleider: 'leidde nog niet',
  inbrenger: 'bracht nog niet in',
  tijdbewaker: 'bewaakte de tijd nog niet',
  verslaglegger: 'maakte nog geen verslag',
  deelnemer: 'deed nog niet mee',
};

const NL_LAST: { [role in Role]: (day: string) => string } = {
  gespreksleider: (day) => `leidde het laatst op ${day}`,
  inbrenger: (day) => `bracht het laatst in op ${day}`,
  tijdbewaker: (day) => `bewaakte de tijd het laatst op ${day}`,
  verslaglegger: (day) => `maakte het laatste verslag op ${day}`,
  deelnemer: (day) => `deed het laatst mee op ${day}`,
};

const NL_ROLES: { [role in Role]: string } = {
  gespreksleider: 'Leiden',
  inbrenger: 'Inbrengen',
  tijdbewaker: 'Tijd bewaken',
  verslaglegger: 'Verslag maken',
  deelnemer: 'Meedoen',
};

export const nlGroup = {
  newGroup: {
    heading: 'Een vaste groep maken',
    intro:
      'Voor mensen die elkaar vaker zien. Jullie plannen hier de bijeenkomsten en zien wie er aan de beurt is. Een account is niet nodig.',
    name: 'Naam van de groep',
    nameHint: 'Bijvoorbeeld: Intervisie team onderbouw',
    yourName: 'Jouw naam',
    make: 'Maak de groep',
    making: 'Je groep wordt gemaakt…',
    kept: 'De groep bewaart namen, data en wie welke rol had. Wat jullie in een bijeenkomst schrijven, bewaart de groep niet.',
    agreements: [
      'Wat we hier bespreken, blijft hier.',
      "We noemen geen namen van leerlingen, ouders of collega's.",
      'Niemand hoeft te praten. Een beurt overslaan mag altijd.',
    ],
  },

  joinGroup: {
    heading: 'Je bent uitgenodigd voor een groep',
    intro: 'Een groep die elkaar vaker ziet. Iemand van de groep laat je binnen.',
    ask: 'Vraag of je erbij mag',
    asking: 'Je vraag gaat naar de groep…',
    already: (name: string) => `Op dit apparaat hoor je al bij ${name}.`,
    open: 'Naar de groep',
    member: 'Ik hoor er al bij',
    memberHint: 'Bijvoorbeeld op een nieuw apparaat, of als je browser alles vergeten is.',
    withCode: 'Met mijn persoonlijke code',
    withoutCode: 'Zonder code',
    claimHint: 'Vul je naam in zoals de groep je kent. Twee leden bevestigen dat jij het bent.',
    claim: 'Vraag de groep om mij te herkennen',
    noInvitation: 'Deze link is niet compleet',
    noInvitationHint: 'Open de link zoals je hem kreeg, of vraag de groep om een nieuwe.',
    waits: (name: string) => `Wie bevestigt dat jij ${name} bent?`,
    waitsHint:
      'De groep ziet je vraag. Bel iemand even, dan weten ze dat jij het echt bent. Houd deze pagina zo lang open.',
    confirmed: (n: number) =>
      n === 0 ? 'Nog niemand heeft bevestigd.' : `${n} van de 2 heeft bevestigd.`,
    until: (when: string) => `Dit kan tot ${when}.`,
    notConfirmed: 'De groep heeft dit niet bevestigd. Vraag het na, en probeer het dan opnieuw.',
  },

  group: {
    offline: 'Geen verbinding. Dat komt vanzelf goed.',
    waiting: 'Je vraag ligt bij de groep',
    waitingHint:
      'Zodra iemand je binnenlaat, zie je hier de groep. Laat het ze gerust weten. Deze pagina mag dicht: je vindt de groep terug op het begin van Kring, op dit apparaat.',
    waitingUntil: 'Na 14 dagen zonder antwoord vervalt je vraag.',
    withdraw: 'Trek mijn vraag in',

    asksIn: (name: string) => `${name} vraagt of die erbij mag.`,
    asksInHint: 'Ken je deze persoon? Na binnenlaten ziet die alles van de groep.',
    admit: 'Laat binnen',
    decline: 'Hoort hier niet',
    declineSure: (name: string) => `${name} komt er dan niet in. Opnieuw vragen kan.`,
    claims: (name: string) => `Iemand zegt op een nieuw apparaat ${name} te zijn. Klopt dat?`,
    claimsHint: (name: string) =>
      `Zie of spreek ${name} even, voor je bevestigt. Daarna opent de groep op dat apparaat, en niet meer op de oude.`,
    confirm: (name: string) => `Ja, dit is ${name}`,
    youConfirmed: (name: string) =>
      `Jij hebt bevestigd dat ${name} terug wil komen. Nog iemand moet dat doen.`,
    claimsYou: 'Iemand zegt op een ander apparaat jou te zijn. Ben jij dat niet?',
    claimsYouHint: 'Ben jij het wel, dan bevestigen anderen het.',
    refuseYou: 'Nee, dat ben ik niet',

    inviteFirst: 'Nodig de anderen uit',
    inviteFirstHint:
      'Een groep begint met mensen. Stuur deze link naar wie erbij hoort; wie hem opent, laat jij hier binnen.',
    invite: 'Iemand erbij vragen',
    inviteHint: 'Wie deze link opent, vraagt of die erbij mag. Een lid laat hem of haar binnen.',
    link: 'Uitnodigingslink',
    share: 'Uitnodiging delen',
    shareText: (name: string) => `Doe mee met ${name}`,
    copyLink: 'Link kopiëren',
    newLink: 'Nieuwe link maken',
    newLinkHint: 'De oude link werkt dan niet meer. Wie al lid is, merkt er niets van.',
    noLink:
      'Op dit apparaat staat geen uitnodiging. Vraag iemand anders om de link, of maak een nieuwe.',
    qr: 'QR-code',
    qrAlt: 'QR-code van de uitnodigingslink',

    next: 'De volgende bijeenkomst',
    nowOn: 'Deze bijeenkomst is bezig',
    later: 'Daarna',
    noDay: 'De dag staat nog niet vast',
    everybody: 'Iedereen komt.',
    onlyYou: 'Jij komt. De anderen zie je hier zodra ze lid zijn.',
    come: (names: string, n: number) => (n === 1 ? `${names} komt.` : `${names} komen.`),
    absent: (names: string, n: number) =>
      n === 1 ? `${names} kan niet.` : `${names} kunnen niet.`,
    nobody: 'Nog niemand kan op deze dag. Verzet hem misschien.',
    cannot: 'Ik kan niet',
    cannotHint: 'Niemand vraagt waarom.',
    enter: 'Naar de bijeenkomst',
    entering: 'De bijeenkomst gaat open…',
    enterHint: 'Wie er het eerst is, leidt. Overdragen kan altijd.',
    change: 'Verzetten of schrappen',
    changeOf: (when: string) => `Verzetten of schrappen: ${when}`,
    move: 'Verzet',
    cancel: 'Schrap deze bijeenkomst',
    cancelSure:
      'De bijeenkomst verdwijnt uit de planning, voor iedereen. Wat iemand er al voor voorbereidde of naartoe meenam, wordt gewist.',
    keepIt: 'Laat staan',

    planFirst: 'Plan jullie eerste bijeenkomst',
    planFirstHint:
      'Kies een werkwijze en een dag. Op die dag gaan jullie vanaf deze pagina samen naar binnen; een andere link is niet nodig.',
    planNext: 'Plan de volgende bijeenkomst',
    planMore: 'Nog een bijeenkomst plannen',
    method: 'Werkwijze',
    day: 'Datum',
    dayHint: 'Nog geen datum? Laat hem dan leeg.',
    time: 'Tijd',
    plan: 'Plan de bijeenkomst',
    planned: 'De bijeenkomst staat gepland.',
    noMethods: 'De werkwijzen konden niet geladen worden.',

    turns: 'Wie is er aan de beurt?',
    turnsHint: 'Een voorstel: wie het langst geleden is, eerst. Jullie beslissen zelf.',
    turnsFirst:
      'Na jullie eerste bijeenkomst staat hier wie wanneer leidde en inbracht, en wie er aan de beurt is.',
    order: 'De hele volgorde',
    roles: NL_ROLES,
    never: (role: Role) => NL_NEVER[role],
    last: (role: Role, day: string) => NL_LAST[role](day),
    isAway: 'kan de volgende keer niet',

    earlier: 'Eerdere bijeenkomsten',
    noEarlier:
      'Hier komt te staan wanneer jullie elkaar zagen. De teksten niet: die horen bij de bijeenkomst zelf.',
    led: (names: string) => `${names} leidde.`,
    brought: (names: string) => `${names} bracht in.`,
    report: 'Naar het verslag',
    reportOf: (when: string) => `Naar het verslag van ${when}`,

    members: 'Leden',
    since: (day: string) => `sinds ${day}`,

    about: 'Waar we voor komen',
    purpose: 'Doel',
    noPurpose: 'Jullie schreven nog niet op waar deze groep voor is.',
    agreements: 'Afspraken',
    agreementsHint: 'Eén afspraak per regel. Ze gaan mee naar elke nieuwe bijeenkomst.',
    noAgreements: 'Er staan nog geen afspraken.',
    edit: 'Aanpassen',
    nameLabel: 'Naam van de groep',

    kept: 'Bewaren',
    keptWhat:
      'De groep bewaart namen, data en wie welke rol had. Geen teksten: die horen bij een bijeenkomst en worden 30 dagen na afloop gewist.',
    due: (day: string) => `Plannen jullie niets meer, dan wordt de groep gewist op ${day}.`,
    months: 'Zo lang na de laatste bijeenkomst',
    choice: (n: number) => nlMonths(n),
    set: 'Stel in',
    erase: 'Wis de groep',
    eraseTitle: 'De groep wissen?',
    eraseSure:
      'Alles van de groep verdwijnt, voor iedereen: leden, planning en geschiedenis, en de bijeenkomsten die erbij horen. Dit kan niet ongedaan worden gemaakt.',
    eraseDo: 'Ja, wis alles',

    own: 'Jij in deze groep',
    ownName: 'Jouw naam',
    rename: 'Naam wijzigen',
    devices: 'Jouw apparaten',
    device: {
      this: 'dit apparaat',
      unnamed: (n: number) => `Apparaat ${n}`,
      rename: 'Geef een naam',
      name: 'Naam van dit apparaat',
      signOut: 'Meld af',
      signOutTitle: (name: string) => `${name} afmelden?`,
      signOutHint: 'Op dat apparaat gaat de groep daarna niet meer open.',
      signOutOwnHint: 'De groep gaat hier dan niet meer open. Terugkomen kan met je code.',
    },
    codeHint:
      'Telefoon kwijt of browser leeggemaakt? Met een code kom je op elk apparaat terug als jezelf.',
    codeAgain: 'Je hebt een code. Maak je een nieuwe, dan werkt de oude niet meer.',
    calendar: 'In je eigen agenda',
    calendarHint:
      'Met een adres van jezelf staan de data van de groep in je agenda, en schuiven ze mee. Er staat alleen “Intervisie”, wanneer, en de plaats als die bekend is. Wie het adres heeft, ziet de data: houd het voor jezelf.',
    calendarAddress: 'Adres voor je agenda',
    calendarMake: 'Maak mijn adres',
    calendarNew: 'Maak een nieuw adres',
    calendarRevoke: 'Trek het adres in',
    makeCode: 'Maak mijn code',
    newCode: 'Maak een nieuwe code',
    yourCode: 'Jouw code',
    once: 'Je ziet hem maar één keer. Schrijf hem op of print hem, en houd hem voor jezelf.',
    where: 'Kom terug via de uitnodiging, of via dit adres:',
    scan: 'Scan met je andere apparaat',
    codeQrAlt: 'QR-code waarmee je op een ander apparaat terugkomt',
    print: 'Print',
    done: 'Ik heb hem',

    leave: 'Verlaat de groep',
    leaveTitle: 'De groep verlaten?',
    leaveErased:
      'Alles wat de groep van jou weet, wordt gewist: je naam, je apparaten en je code. Niemand kan het daarna nog lezen. Bij eerdere bijeenkomsten sta je als “een oud-lid”.',
    leaveMeetings:
      'Wat je in een bijeenkomst schreef, blijft daar tot die bijeenkomst gewist wordt.',
    leaveBack: 'Terugkomen kan alleen met de uitnodiging, als nieuw lid.',
    leaveLast: 'Jij bent de laatste. De groep wordt dan helemaal gewist.',
    leaveDo: 'Ja, ik ga weg',
    stay: 'Ik blijf',

    someone: 'een oud-lid',
  },

  groupGone: {
    left: 'Je hebt de groep verlaten',
    leftBody: 'Alles wat de groep van jou wist, is gewist. Dank je wel dat je meedeed.',
    erased: 'Deze groep is gewist',
    erasedBody: 'Er is niets van bewaard, ook niet op dit apparaat.',
    removed: 'Je hoort niet meer bij deze groep',
    removedBody: 'Klopt dat niet? Neem dan contact op met iemand van de groep.',
    unauthorised: 'Je toegang op dit apparaat geldt niet meer',
    unauthorisedBody: 'Kom terug met je persoonlijke code, of open de uitnodiging van de groep.',
    unknown: 'Op dit apparaat hoor je nog niet bij deze groep',
    unknownBody:
      'Heb je een persoonlijke code? Vul hem hier in. Anders open je de uitnodiging van de groep.',
    version: 'Er is een nieuwe versie van Kring',
    reload: 'Laad opnieuw',
    damaged: 'Deze groep is op de server beschadigd geraakt',
    damagedBody: 'De beheerder weet ervan.',
    forget: 'Van dit apparaat halen',
  },

  again: {
    heading: 'Zullen we dit vaker doen?',
    body: 'Maak een vaste groep: dan plannen jullie samen de volgende keer en zien jullie wie er aan de beurt is. De anderen nodig je uit met een link.',
    make: 'Maak er een vaste groep van',
    toGroup: 'Terug naar de groep',
    groupHeading: 'Tot de volgende keer',
    groupBody: 'Op de pagina van jullie groep zie je wie er dan aan de beurt is.',
  },
};
