/** Dutch: composing groups from a list of names. */

const nlTimes = (n: number) => `${n} keer`;
const nlCircles = (n: number) => (n === 1 ? '1 kring' : `${n} kringen`);
const nlPeople = (n: number) => (n === 1 ? '1 naam' : `${n} namen`);

export const nlCompose = {
  groups: {
    title: 'Groepen samenstellen',
    intro:
      'Plak een lijst met namen, zeg wat je belangrijk vindt, en Kring maakt er groepen van. Bij elke groep schrijf jij waarom juist deze mensen samen zitten.',
    private:
      'Je lijst blijft op dit apparaat en gaat nooit naar de server. Sluit je deze pagina, dan is alles weg.',

    who: 'Wie doen er mee?',
    list: 'Lijst met namen',
    listHint:
      'Eén naam per regel. Zet er één of twee kenmerken achter als je die hebt, zoals team of ervaring. Kopiëren uit een spreadsheet kan gewoon.',
    example: 'Vul een voorbeeld in',
    exampleText:
      'Naam\tTeam\tErvaring\n' +
      'Amira\tOnderbouw\tstarter\nBart\tOnderbouw\tervaren\nCeline\tOnderbouw\tervaren\n' +
      'Daan\tOnderbouw\tstarter\nEsra\tOnderbouw\tervaren\nFrank\tOnderbouw\tervaren\n' +
      'Gijs\tBovenbouw\tstarter\nHanna\tBovenbouw\tervaren\nImane\tBovenbouw\tstarter\n' +
      'Joost\tBovenbouw\tervaren\nKim\tBovenbouw\tervaren\nLotte\tBovenbouw\tervaren\n' +
      'Milan\tZorgteam\tstarter\nNoor\tZorgteam\tervaren\nOmar\tZorgteam\tervaren\n' +
      'Petra\tZorgteam\tervaren\nRens\tZorgteam\tstarter\nSaskia\tZorgteam\tervaren\n',
    clear: 'Maak leeg',
    found: (people: number, traits: string) =>
      traits === '' ? nlPeople(people) : `${nlPeople(people)}, met ${traits}`,
    read: 'Zo is je lijst gelezen',
    name: 'Naam',
    trait: (n: number) => `kenmerk ${n}`,
    headings: 'De eerste regel is een kop',

    tooLong: (limit: string) => `Deze lijst is te groot. Meer dan ${limit} tekens gaat niet.`,
    tooMany: (found: string, limit: string) =>
      `Er staan ${found} namen in deze lijst. Meer dan ${limit} gaat niet: verdeel de lijst eerst in stukken.`,
    double: (name: string, times: number) =>
      `“${name}” staat er ${times} keer in. Zijn het verschillende mensen? Dan heten ze hier ${name}, ${name} (2)${times > 2 ? ' enzovoort' : ''}. Is het dezelfde persoon, haal dan een regel weg.`,
    noName: (lines: string, n: number) =>
      n === 1 ? `Op regel ${lines} staat geen naam.` : `Op de regels ${lines} staat geen naam.`,
    shortened: (names: string, limit: number) =>
      `Te lang, en daarom ingekort tot ${limit} tekens: ${names}.`,
    moreColumns: (used: number) =>
      `Er staan meer kolommen in je lijst. Alleen de eerste ${used} kenmerken tellen mee.`,
    allDiffer: (trait: string) =>
      `Bij ${trait} staat bij iedereen iets anders. Daar valt niets op te mengen.`,

    wishes: 'Wat vind je belangrijk?',
    sizeBy: 'Hoe groot worden de kringen?',
    bySize: 'Mensen per kring',
    byCount: 'Aantal kringen',
    sizes: (all: string, n: number) => `Dat ${n === 1 ? 'wordt' : 'worden'} ${all}.`,
    sizesOf: (circles: number, size: number) => `${nlCircles(circles)} van ${size}`,
    unusual: 'Een kring van vijf tot acht mensen werkt meestal het best.',
    traitWish: (trait: string) => `${trait}: mengen of juist bij elkaar?`,
    mix: 'Mengen',
    together: 'Bij elkaar',
    free: 'Maakt niet uit',
    apart: 'Wie liever niet bij elkaar?',
    apartHint:
      'Bijvoorbeeld een leidinggevende en iemand uit het eigen team. De kringen lezen dit niet.',
    fixed: 'Wie juist wel bij elkaar?',
    fixedHint: 'Bijvoorbeeld een starter en de collega die begeleidt.',
    firstName: 'De een',
    secondName: 'De ander',
    addPair: 'Voeg toe',
    pair: (one: string, other: string) => `${one} en ${other}`,
    removePair: (one: string, other: string) => `Haal weg: ${one} en ${other}`,
    remove: 'Haal weg',
    notInList: (name: string) => `“${name}” staat niet in de lijst.`,
    samePerson: 'Dat is twee keer dezelfde naam.',
    pairThere: 'Dit tweetal staat er al.',
    pairIdle: 'niet meer in de lijst',
    both: (one: string, other: string) =>
      `${one} en ${other} wil je bij elkaar én uit elkaar. Ze blijven dan bij elkaar.`,
    earlier: 'Wie zaten al eens bij elkaar?',
    earlierLabel: 'Eerdere kringen',
    earlierHint:
      'Eén kring per regel met komma’s ertussen, of onder elkaar met een lege regel tussen twee kringen. Wat je hier eerder kopieerde, kan zo terug.',
    earlierFound: (circles: number) =>
      circles === 1 ? 'Eén eerdere kring gelezen.' : `${circles} eerdere kringen gelezen.`,
    earlierUnknown: (names: string) => `Niet in je lijst: ${names}.`,
    remembered: (n: number) => `Ronde ${n}, hier gemaakt`,
    forget: (n: number) => `Haal weg: ronde ${n}`,

    make: 'Maak kringen',
    makeAgain: 'Verdeel opnieuw',
    need: 'Plak eerst een lijst met minstens twee namen.',
    searching: 'Kring zoekt een goede verdeling…',
    stop: 'Stop en neem wat er is',
    failed: 'Het verdelen lukt niet op dit apparaat. Ververs de pagina en probeer het nog eens.',

    result: 'De kringen',
    changed: 'Je hebt daarna nog iets veranderd. Verdeel opnieuw om dat mee te nemen.',
    ready: (n: number) => `Klaar: ${nlCircles(n)}.`,
    allMet: 'Alle wensen zijn gelukt.',
    notMet: (n: number) => (n === 1 ? 'Eén wens is niet gelukt' : `${n} wensen zijn niet gelukt`),
    more: (n: number) => `En nog ${n}`,
    brokenApart: (one: string, other: string, circle: number) =>
      `${one} en ${other} zitten samen in kring ${circle}. Die wilde je uit elkaar houden.`,
    brokenTogether: (one: string, circle: number, other: string, otherCircle: number) =>
      `${one} zit in kring ${circle} en ${other} in kring ${otherCircle}. Die wilde je bij elkaar.`,
    brokenMet: (one: string, other: string, circle: number, times: number) =>
      `${one} en ${other} zitten weer samen, in kring ${circle}. Ze zaten al ${times === 1 ? 'eens' : nlTimes(times)} bij elkaar.`,
    brokenMix: (value: string, trait: string, circle: number, here: number, share: string) =>
      here === 0
        ? `In kring ${circle} is er niemand met “${value}” (${trait}). Gelijk verdeeld zou dat ${share} zijn.`
        : `In kring ${circle} staat ${nlTimes(here)} “${value}” (${trait}). Gelijk verdeeld zou dat ${share} zijn.`,
    share: (least: number, most: number) =>
      least === most ? nlTimes(least) : `${least} of ${nlTimes(most)}`,
    brokenGather: (value: string, trait: string, circles: number, needed: number) =>
      `“${value}” (${trait}) is verdeeld over ${circles} kringen. Het had in ${needed} gepast.`,

    circle: (n: number) => `Kring ${n}`,
    swapHint: 'Wil je twee mensen wisselen? Kies eerst de een, dan de ander.',
    chosen: (name: string) => `${name} gekozen. Met wie wisselen?`,
    cancelSwap: 'Toch niet',
    swapped: (one: string, other: string) => `${one} en ${other} zijn gewisseld.`,
    breaks: 'Dat breekt een wens:',
    breaksNothing: 'Dat breekt geen wens.',
    undo: 'Zet terug',
    undone: 'Teruggezet.',
    done: 'Laat zo',

    why: 'Waarom juist deze mensen samen?',
    whyHint: 'De kringen lezen dit. Noem geen redenen die iemand kunnen raken.',
    whyNeeded: 'Schrijf eerst waarom. De mensen in de kring willen dat weten.',
    whyOwn: (n: number) => `Waarom juist deze mensen in kring ${n}?`,
    whyOther: 'Eigen tekst voor deze kring',
    whyOtherFor: (n: number) => `Eigen tekst voor deze kring: kring ${n}`,
    whySame: 'Gebruik de tekst voor alle kringen',
    start: 'Begin met een voorzet',
    startMix: (traits: string) =>
      `In jullie kring komen mensen samen die verschillen in ${traits}: zo hoor je hoe een ander kijkt.`,
    startTogether: (traits: string) =>
      `Jullie hebben iets gemeen: ${traits}. Zo herken je elkaars verhaal.`,
    startNew: 'De meesten van jullie zaten nog niet eerder bij elkaar.',
    startLot: 'Jullie zijn door loting bij elkaar gekomen, zodat je eens met anderen praat.',
    whyShort: 'Waarom jullie samen',

    onward: 'Deel het uit',
    printEach: 'Druk af: een blad per kring',
    printList: 'Druk af: één lijst',
    copy: 'Kopieer als tekst',
    makeGroups: 'Maak er vaste groepen van',
    makeGroupsBody: (n: number) =>
      `Elke kring wordt een groep met een eigen link: ${nlCircles(n)}. Jij bent overal het eerste lid en laat de anderen binnen. Weggaan kan altijd.`,
    trainerOfThese:
      'Ik ben de trainer van deze groepen: ik zie ze naast elkaar, zonder wat er gezegd en geschreven wordt.',
    makeGroupsSent:
      'Pas nu gaat er iets naar de server: de naam van elke groep, de reden en jouw naam. De namen op je lijst niet.',
    seriesName: 'Hoe heten de groepen?',
    makeGroupsDo: (n: number) => (n === 1 ? 'Maak de groep' : `Maak ${n} groepen`),
    makeRest: (n: number) => (n === 1 ? 'Maak de laatste groep' : `Maak de andere ${n} groepen`),
    makingGroups: (made: number, all: number) => `Even geduld: ${made} van de ${all}…`,
    groupsMade: 'De groepen staan klaar. Op papier staat bij elke kring de link.',
    copyLink: 'Kopieer de link',
    scan: 'Kom erbij: scan dit, of typ het adres over.',
    qr: (n: number) => `QR-code van kring ${n}`,
    another: 'Maak nog een ronde',
    anotherHint:
      'De tweetallen van nu worden onthouden: wie samen zat, komt liefst niet weer samen.',
  },
};
