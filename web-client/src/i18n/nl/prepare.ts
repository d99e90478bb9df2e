/** Dutch: what people prepare and bring before the meeting. */

export const nlPrepare = {
  prepare: {
    heading: 'Voorbereiden',
    intro: (n: number) =>
      n === 1
        ? 'Eén vraag om vooraf over na te denken. Steekwoorden zijn genoeg.'
        : `${n} vragen om vooraf over na te denken. Steekwoorden zijn genoeg, en overslaan mag.`,
    forBringers: 'Ze zijn voor wie een casus inbrengt. Denk je daarover? Vul ze dan gerust in.',
    ofBringer: (n: number) =>
      `Wie een casus inbrengt, krijgt hier ${n} vragen om zich voor te bereiden. Wat iemand deelt, lees je hier.`,
    own: 'Alleen jij ziet wat je invult, tot je het deelt.',
    shareBy: (day: string) => `De groep leest het graag uiterlijk ${day}.`,
    shareSoon: 'De groep leest het graag zo snel mogelijk.',
    begin: 'Begin',
    progress: (at: number, all: number) => `Vraag ${at} van ${all}`,
    next: 'Bewaar en ga verder',
    skip: 'Sla over',
    last: 'Bewaar',
    back: 'Vorige',
    all: 'Bekijk alles',
    answered: (n: number, all: number) => `${n} van ${all} ingevuld`,
    change: 'Aanpassen',
    fill: 'Invullen',
    changeOf: (title: string) => `${title}: aanpassen`,
    fillOf: (title: string) => `${title}: invullen`,
    share: 'Deel met de groep',
    shareHint:
      'Iedereen in deze bijeenkomst kan het dan lezen. Tot het eind van de bijeenkomst kun je het terugnemen.',
    missing: (titles: string) => `Vul eerst nog in: ${titles}.`,
    shared: 'Gedeeld met de groep',
    changeHint: 'Tot het gesprek begint kun je het aanpassen. De anderen zien dat meteen.',
    takeBack: 'Neem terug',
    unshared: 'Je hebt je voorbereiding nog niet gedeeld.',
    readBy: (n: number) => (n === 0 ? 'nog niet gelezen' : `gelezen door ${n}`),
    readByNames: (names: string) => `Gelezen door ${names}`,
    othersHeading: 'Voorbereid door anderen',
    of: (name: string) => `Voorbereiding van ${name}`,
    ofYou: 'Jouw voorbereiding',
    markRead: 'Ik heb dit gelezen',
    youRead: 'Je hebt dit gelezen.',
    beside: 'Vooraf gedeeld',
    print: 'Druk af',
    printBlank: 'Leeg formulier afdrukken',
    paperName: 'Naam',
    paperDate: 'Datum',
  },

  bring: {
    open: 'Breng vast een casus in',
    hint: (step: string) =>
      `Je tekst wacht op ‘${step}’. Tot dan weet niemand anders dat hij er is.`,
    came: 'vooraf ingebracht',
  },

  absent: {
    open: 'Kun je er niet bij zijn?',
    hint: 'Laat een tekst achter voor een stap. Hij verschijnt zodra de groep daar is, met erbij dat je hem vooraf inbracht.',
    step: 'Voor welke stap?',
    of: (step: string, kind: string) => `${step}: ${kind.toLowerCase()}`,
    waits: (step: string) => `Wacht op ‘${step}’`,
  },

  quadrants: {
    open: 'Weet je nog niet wat je wilt inbrengen?',
    hint: 'Kijk eens rond in je werk. Geef vier vakken een naam en schrijf op wat er in je opkomt, één gedachte per regel.',
    device: 'Dit blijft op dit apparaat. Er wordt niets van verstuurd.',
    name: (n: number) => `Naam van vak ${n}`,
    examples: ['Wat gaat goed', 'Wat kost me energie', 'Wat wil ik leren', 'Waar twijfel ik over'],
    example: (words: string) => `bijv. ${words.toLowerCase()}`,
    lines: (name: string) => `Gedachten bij ${name}`,
    unnamed: (n: number) => `vak ${n}`,
    choose: 'Zit er iets bij om in te brengen?',
    take: (line: string) => `Neem over: ${line}`,
    taken: 'Het staat hierboven klaar. Je kunt het nog aanpassen.',
    clear: 'Wis alles',
    clearSure: 'Alles in de vier vakken wissen?',
  },
};
