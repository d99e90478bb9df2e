/** Dutch: what is prepared before the meeting, and planned anew in it. */

export const nlLobby = {
  lobby: {
    heading: 'Fijn dat je er bent',
    starts: (when: string) => `We beginnen ${when}.`,
    waiting: (name: string) => `${name} begint zodra iedereen er is.`,
    openCall: 'Open het videogesprek',
    people: 'Wie er zijn',
    here: 'aanwezig',
    away: 'niet verbonden',
    accepted: 'akkoord',
    notAccepted: 'nog niet akkoord',
    agreements: 'Onze afspraken',
    agreementsHint: 'Lees ze rustig door. Ze gelden voor het hele gesprek.',
    accept: 'Ik houd me aan deze afspraken',
    acceptedByYou: 'Je hebt ingestemd met de afspraken.',
    noAgreements: 'Deze groep heeft nog geen afspraken opgeschreven.',
    editAgreements: 'Afspraken aanpassen',
    agreementsEditHint: 'Eén afspraak per regel. Na een wijziging leest iedereen ze opnieuw.',
    plan: 'Het plan',
    planHint: 'Dit is een voorstel. Pas het gerust aan.',
    minutesOf: (phase: string) => `Minuten voor ${phase}`,
    up: (phase: string) => `${phase} eerder`,
    down: (phase: string) => `${phase} later`,
    drop: (phase: string) => `${phase} weglaten`,
    restore: (phase: string) => `${phase} terugzetten`,
    dropShort: 'weglaten',
    restoreShort: 'terugzetten',
    steps: (kept: number, all: number) =>
      kept === all ? `${all} onderdelen` : `${kept} van ${all} onderdelen`,
    stepsOf: (phase: string) => `Onderdelen van ${phase}`,
    dropped: 'vervalt',
    insert: 'Eigen stap toevoegen',
    insertTitle: 'Naam van de stap',
    insertQuestion: 'Welke vraag stellen jullie?',
    checkIns: [
      { title: 'Even aankomen', question: 'Hoe zit je erbij?' },
      { title: 'Eén woord', question: 'Met welk woord kom je binnen?' },
    ],
    insertMinutes: 'Minuten',
    insertAfter: 'Na',
    insertFirst: 'Helemaal vooraan',
    insertOpens: 'Wat schrijven jullie op?',
    insertMuted: 'De inbrenger luistert alleen',
    insertAdd: 'Toevoegen',
    invite: 'Uitnodigen',
    inviteHint: 'Stuur deze link alleen naar de mensen die meedoen.',
    inviteLink: 'Uitnodigingslink',
    copyLink: 'Link kopiëren',
    shareLink: 'Uitnodiging delen',
    shareText: (title: string) => `Doe mee met ${title || 'onze intervisie'}`,
    qrAlt: 'QR-code van de uitnodigingslink',
    replace: 'Nieuwe link maken',
    replaceHint: 'De oude link werkt dan niet meer. Wie al binnen is, merkt er niets van.',
    noInvitation:
      'Op dit apparaat staat geen uitnodiging. Maak een nieuwe link om mensen uit te nodigen.',
    planOfGroup: 'Wanneer en waar, dat regelen jullie op de pagina van de groep.',
    details: 'Titel, tijd en videogesprek',
    start: 'Begin het gesprek',
    readiness: (accepted: number, total: number) =>
      accepted === total
        ? `Alle ${total} zijn akkoord met de afspraken.`
        : `${accepted} van de ${total} ${accepted === 1 ? 'is' : 'zijn'} akkoord met de afspraken.`,
    startAlone: 'Begin alvast alleen',
    aloneTitle: 'Je bent nog alleen',
    aloneSure:
      'De anderen kunnen later nog binnenkomen. Terug naar deze voorbereiding kan niet meer.',
    aloneYes: 'Begin alleen',
    aloneNo: 'Wacht op de anderen',
    inviteFirst: 'Nodig de anderen uit',
    readOut: (where: string) => `Of lees voor: ga naar ${where} en typ`,
    qrLarge: 'QR-code groot tonen',
    roles: 'Wie doet wat',
    retention: 'Hoe lang alles bewaard blijft',
    deputyAsk: 'Wie neemt het over als jij wegvalt?',
    timekeeperAsk: 'Wie bewaakt de tijd?',
    nobody: 'niemand',
    myself: 'ik',
    deputyPropose: (name: string) => `Wijs ${name} aan`,
    deputyIs: (name: string) => `${name} neemt het over als jij wegvalt.`,
  },

  check: {
    heading: 'Werkt alles?',
    measuring: 'We proberen de verbinding…',
    line: (ms: number) =>
      ms < 200
        ? `De verbinding is vlot: heen en terug in ${ms} milliseconden.`
        : ms < 800
          ? `De verbinding is goed genoeg: heen en terug in ${ms} milliseconden.`
          : `De verbinding is traag: heen en terug in ${ms} milliseconden. Meedoen kan, teksten komen wat later aan.`,
    noSocket:
      'De server antwoordt, maar de verbinding voor het gesprek lukt niet. Misschien houdt het netwerk haar tegen.',
    noLine: 'Er is geen verbinding met de server.',
    stores: 'Dit apparaat bewaart wat je typt.',
    storesNot:
      'Dit apparaat bewaart niets, bijvoorbeeld door een privévenster. Houd deze pagina open.',
    play: 'Speel de toon',
    again: 'Probeer opnieuw',
    heard: 'Hoorde je niets? Zet dan het geluid van je apparaat aan.',
    noSound: 'Deze browser speelt geen geluid af.',
    soundOn: 'Een zachte toon als er iets van je gevraagd wordt',
  },

  offline: {
    fromDevice:
      'Zonder verbinding zie je het plan, de klok en wat je zelf schreef. Schrijf gerust verder.',
    newVersionUnsafe:
      'Er is een nieuwe versie van Kring. Deel of kopieer eerst wat je typt, en laad dan opnieuw.',
  },

  learningOutcomes: {
    heading: 'Leeruitkomsten',
    label: 'Leeruitkomsten, één per regel',
    setHint:
      'Plakken mag. Bij een thema kun je straks kiezen over welke het gaat. Na het begin liggen ze vast.',
    readHint: 'Bij een thema kun je straks kiezen over welke leeruitkomsten het gaat.',
    count: (n: number, most: number) => `${n} van hooguit ${most}`,
    tooMany: (over: number, most: number) =>
      over === 1 ? `Eén te veel: er passen er ${most}.` : `${over} te veel: er passen er ${most}.`,
    tooLong: (line: number, over: number) =>
      `Leeruitkomst ${line} is ${over} ${over === 1 ? 'teken' : 'tekens'} te lang.`,
    saved: 'Bewaard',
    ask: 'Over welke leeruitkomsten gaat het?',
    chosen: (n: number) => `${n} gekozen`,
  },

  fragment: {
    open: (host: string) => `Bekijk het fragment op ${host}`,
    times: (from: string, to: string) =>
      from && to ? `Van ${from} tot ${to}` : from ? `Vanaf ${from}` : `Tot ${to}`,
  },

  roleDivision: {
    heading: 'Wie doet wat?',
    gespreksleider: 'Leidt het gesprek',
    tijdbewaker: 'Bewaakt de tijd',
    verslaglegger: 'Maakt het verslag',
    nobody: 'nog niemand',
    free: (offices: string[]) =>
      `Nog geen ${offices.join(' en geen ')}. Vraag wie het wil doen; het mag ook zonder.`,
  },

  adjourn: {
    open: 'Ga een andere dag verder',
    sure: 'Het gesprek stopt hier en de tijd staat stil. Wat nog verborgen is, blijft verborgen. Met dezelfde link gaan jullie later op deze plek verder.',
    when: 'Wanneer gaan jullie verder?',
    whenHint: 'Dit mag je ook later nog invullen.',
    yes: 'Stop voor vandaag',
    heading: 'Jullie gaan een andere dag verder',
    headingOn: (moment: string) => `Jullie gaan verder op ${moment}`,
    stands: (phase: string) => `Het gesprek staat stil bij ‘${phase}’.`,
    left: (minutes: number) =>
      minutes === 1 ? 'Daar is nog één minuut voor.' : `Daar zijn nog ${minutes} minuten voor.`,
    kept: 'Wat jullie schreven is bewaard. Met dezelfde link ben je er weer bij.',
    unfinished: 'Alleen jij ziet dit. Het staat weer klaar als jullie verdergaan.',
    waits: (name: string) => `${name} gaat verder zodra jullie er weer zijn.`,
    leads: 'Zijn jullie er weer? Dan gaan jullie verder waar jullie waren.',
    resume: 'Ga verder',
  },

  replan: {
    open: 'Pas het plan aan',
    ask: 'Hoeveel minuten hebben jullie nog?',
    propose: 'Doe een voorstel',
    fits: (left: number) => `Zo past alles in ${left} minuten:`,
    short: (minutes: number) =>
      `Ook op z’n kortst past het niet: ${minutes === 1 ? 'er komt één minuut' : `er komen ${minutes} minuten`} te kort.`,
    enough: 'Er is tijd genoeg. Alles kan blijven zoals het is.',
    change: (from: number, to: number) => `${from} → ${to} min`,
    now: (from: number, to: number) => (from === to ? `nog ${to} min` : `nog ${from} → ${to} min`),
    reasons: {
      at_minimum: 'korter kan niet',
      left_out: 'laten jullie weg',
      keeps_closing: 'hiermee sluiten jullie af',
    },
    accept: 'Zo doen we het',
  },
};
