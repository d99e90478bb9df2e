/** Dutch: the report. */
import type { About } from '../../protocol/protocol';
import { labels } from '../labels';

export const nlReport = {
  report: {
    heading: 'Verslag',
    thanks: 'Dank jullie wel. Dit is wat jullie samen hebben opgeschreven.',
    people: 'Wie erbij waren',
    led: (name: string) => `${name} leidde het gesprek`,
    round: (n: number) => `Casus ${n}`,
    essence: 'Waar het over ging',
    inbrenger: 'Inbrenger',
    case: 'Casus',
    leervraag: 'Leervraag',
    unclear: 'Nog niet helder; samen gezocht.',
    themes: 'Kernthema’s',
    kernvraag: 'Kernvraag',
    goal: 'Doel',
    steps: 'Jouw stap',
    needs: 'Wat haalbaar is',
    support: 'Benodigde ondersteuning',
    meetingGoal: 'Doel voor deze intervisie',
    appealing: 'Wat aansprak',
    insights: 'Inzichten',
    records: 'Van de verslaglegger',
    evaluations: 'Hoe het was',
    commitments: 'Acties en afspraken',
    takeaways: 'Wat we meenemen',
    phases: 'Het verloop',
    phasesHint: 'Per stap, in de volgorde waarin het op tafel kwam.',
    nothing: 'Hier is niets opgeschreven.',
    time: 'De tijd',
    planned: 'gepland',
    extra: (minutes: number) =>
      minutes > 0 ? `${minutes} min erbij gegeven` : `${-minutes} min ingekort`,
    spent: 'gebruikt',
    agreements: 'Onze afspraken',
    notes: 'Jouw notities',
    notesHint: 'Alleen voor jou. Dit staat in geen enkel ander verslag.',
    share: 'Deel het verslag',
    copy: 'Kopieer de tekst',
    withoutOwn: (shares: boolean) =>
      `${shares ? 'Delen en kopiëren' : 'Kopiëren'} gaat zonder jouw notities. In een download en op papier staan ze wel.`,
    download: 'Download als tekst',
    downloadTable: 'Download als tabel',
    print: 'Afdrukken',
    fileName: 'verslag',
    notYet: 'Het verslag is nog niet te laden.',
  },

  firstLook: {
    heading: 'Dit verslag is eerst van jou',
    from: (when: string) =>
      `De anderen kunnen het openen vanaf ${when}, of zodra jij het vrijgeeft.`,
    doubted: 'De anderen kunnen het openen zodra jij het vrijgeeft.',
    hint: 'Tot dan kun je weglakken wat niet verder hoeft. Weggelakt blijft weggelakt, voor iedereen.',
    waits: (names: string) => `Je hebt het vrijgegeven. Het wacht nog op ${names}.`,
    open: 'Geef het verslag vrij',
    openTitle: 'Het verslag vrijgeven?',
    openBody: 'Iedereen kan het dan openen en bewaren. Weglakken kan daarna niet meer.',
    openDo: 'Ja, geef vrij',
    opened: 'Het verslag is vrijgegeven.',
    texts: 'Lak eigen teksten weg',
    textsHint: 'Kies wat weg moet. Er komt ▇▇▇ voor in de plaats, en dat kan niet meer terug.',
    noTexts: 'Van jou staat er niets meer in.',
    answered: 'Jouw antwoord bij',
    textsDo: (n: number) => (n === 1 ? 'Lak 1 tekst weg' : `Lak ${n} teksten weg`),
    textsDone: 'Weggelakt.',
    name: 'Lak een naam weg',
    nameLabel: 'Welke naam?',
    nameHint:
      'In alle teksten komt ▇▇▇ in de plaats van deze naam, en dat kan niet meer terug. De namen van jullie zelf blijven staan.',
    nameDo: 'Lak weg',
    nameDone: 'De naam is weggelakt. Komt hij ook anders geschreven voor? Doe die er dan bij.',
  },

  reflection: {
    heading: 'Jouw reflectie',
    hint: 'Alleen voor jou, ook na afloop. Niemand anders krijgt dit te zien.',
  },

  plan: {
    heading: 'Plan voor de leerling',
    hint: 'Dit deel kun je doorgeven. Er staat niet in wie wat schreef.',
    needs: 'Wat de leerling nodig heeft',
    inOverview: 'In het groepsoverzicht',
    inPlan: 'In het groepsplan',
    support: 'Ondersteuning',
    agreements: 'Afspraken',
    agreementsAbout: labels<About>({
      parents: 'Afspraken over de ouders',
      pupil: 'Afspraken over de leerling',
      colleagues: 'Afspraken over de collega’s',
    }),
    looksBack: 'Hoe we terugkijken',
    print: 'Alleen het plan afdrukken',
    download: 'Alleen het plan als tekst',
    fileName: 'plan',
  },

  waiting: {
    heading: (names: string, n: number) =>
      n === 1 ? `${names} kijkt het verslag eerst na` : `${names} kijken het verslag eerst na`,
    body: (when: string, names: string, n: number) =>
      `Je kunt het openen vanaf ${when}, of eerder als ${names} klaar ${n === 1 ? 'is' : 'zijn'}.`,
    doubted: (names: string, n: number) =>
      `Je kunt het openen zodra ${names} klaar ${n === 1 ? 'is' : 'zijn'}.`,
    thanks: 'Dank jullie wel. Wat van jou is, staat hieronder al.',
  },

  forEverybody: {
    heading: 'Voor de hele groep',
    hint: 'Alleen jij ziet dit, als gespreksleider.',
    handOver: 'Draag de bijeenkomst over',
    handOverTo: 'Aan wie?',
    handOverHint: 'Wie jij kiest, kan daarna alles wissen of korter bewaren. Jij niet meer.',
    handOverDo: 'Draag over',
  },

  erase: {
    button: 'Nu alles wissen',
    title: 'Alles wissen, voor iedereen?',
    lost: 'Dit is dan weg, en niet meer terug te halen:',
    lostReport: 'het verslag van iedereen',
    lostNotes: 'alles wat geschreven is, ook ieders eigen notities',
    lostCopies: 'wat in reservekopieën staat: dat kan dan niemand meer lezen',
    reading: (names: string, n: number) =>
      `${names} ${n === 1 ? 'heeft' : 'hebben'} deze bijeenkomst nu open.`,
    ask: 'Heeft iedereen gedownload wat nodig is?',
    type: (word: string) => `Typ “${word}” om het zeker te weten`,
    word: 'wissen',
    yes: 'Wis alles',
  },
};
