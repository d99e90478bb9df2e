/** Dutch: what people write, and what they do with it. */
import type { Kind } from '../../protocol/protocol';

export const nlWriting = {
  ballot: {
    left: 'Deze casussen zijn er nog. Liever een nieuwe? Ga dan een stap terug.',
    heading: 'Welke casus nemen we?',
    hint: 'Tik aan wat je aanspreekt of herkent. Meer dan één mag. Niemand ziet wat jij kiest.',
    own: 'Dit is jouw casus; daar stem je zelf niet op.',
    closed: 'De stemmen zijn geteld.',
    tally: (appeals: number, recognised: number) =>
      [
        appeals === 1 ? 'spreekt iemand aan' : appeals > 1 && `spreekt ${appeals} mensen aan`,
        recognised === 1 ? 'iemand herkent het' : recognised > 1 && `${recognised} herkennen het`,
      ]
        .filter(Boolean)
        .join(', '),
    confirm: 'Deze casus nemen we',
    none: 'Er is nog geen casus ingebracht.',
  },

  respond: {
    warmth: 'Hoe raakt deze vraag je?',
    feasibility: 'Is dit haalbaar?',
    appealsYes: 'Spreekt me aan',
    appealed: 'Spreekt aan',
    why: 'Waarom?',
    reason: 'Waarom wel of niet?',
    inOverview: 'Hoe komt het terug in het groepsoverzicht?',
    inPlan: 'En hoe in het groepsplan?',
    supportNeeded: 'Welke ondersteuning heb je daarbij nodig?',
    explain: 'Toelichten',
    answer: 'Antwoord geven',
    answers: 'Antwoord',
  },

  notes: {
    heading: 'Mijn notities',
    hint: 'Alleen voor jou. Niemand anders krijgt dit te zien.',
    add: 'Noteer',
    placeholder: 'Wat je wilt onthouden…',
    open: 'Notities',
    closed: 'Notities maken kan nu niet meer.',
  },

  compose: {
    send: 'Delen',
    save: 'Wijziging bewaren',
    brought: (text: string) => `Neem over: ${text}`,
    takeUp: (kind: Kind): string =>
      kind === 'observation'
        ? 'Deel als waarneming'
        : kind === 'action'
          ? 'Daar begin ik mee'
          : 'Maak er een afspraak van',
    starters: 'Zo kun je beginnen',
    sendAnyway: 'Toch versturen',
    adjust: 'Aanpassen',
    left: (n: number) => `nog ${n} tekens`,
    unclear: 'De leervraag is nog niet helder',
    unclearHint: 'Dat mag. Dan zoeken we er samen naar.',
    chooseTag: 'Wat is het?',
    chooseCategory: 'Soort vraag',
    chooseFeedback: 'Soort feedback',
    example: 'Een concreet voorbeeld',
    exampleHint: 'Wat zag of hoorde je precies?',
    gathers: 'Waarnemingen die hierbij horen',
    strengthsOnly: 'Nu alleen sterke kanten.',
    worthIt: 'Was het je tijd waard?',
    about: 'Over wie gaat het?',
    linkHint: 'Alleen wie nu meedoet ziet de link. Hij komt niet in het verslag.',
    momentWrong: 'Schrijf minuten en seconden, zoals 3:07.',
    aboutNone: 'Iets anders',
    wish: 'Wat wil je van de groep?',
    wished: (wish: string) => `Vraagt om: ${wish}`,
    wishNone: 'Maakt niet uit',
    leervraag: 'Je leervraag, als je die al hebt',
    origin: 'Hoe kwam je op deze vraag?',
    againAny: 'Nog iets opschrijven',
    again: 'Nog een',
    incomplete: 'Er ontbreekt nog iets.',
    switchKind: 'Wat wil je opschrijven?',
    nearlyFull: (texts: number, characters: number) =>
      `Je kunt nog ${texts === 1 ? 'één tekst' : `${texts} teksten`} schrijven, samen zo’n ${characters.toLocaleString('nl')} tekens.`,
  },

  fields: {
    what: 'Wat ga je doen?',
    whatAgreement: 'Wat spreken jullie af?',
    who: 'Wie, of met wie?',
    by_when: 'Wanneer?',
    evaluation: 'Hoe, wanneer en met wie kijk je terug?',
    behaviour: 'Welk gedrag wil je zien?',
    level: 'Op welk niveau?',
    how_often: 'Hoe vaak?',
    how_long: 'Hoe lang?',
    goalEvaluation: 'Hoe merk je of het lukt?',
    fragmentTitle: 'Wat laat je zien?',
    link: 'Link naar het fragment',
    starts_at: 'Van (minuten en seconden)',
    ends_at: 'Tot (minuten en seconden)',
    moment: 'Wanneer in het fragment?',
    meetingGoal: 'Wat is jouw doel voor deze intervisie?',
    whatSupport: 'Welke ondersteuning heb jij nodig?',
    from: 'Van wie?',
    why: 'Waarom wel of niet?',
    keep: 'Wat moet zo blijven?',
    change: 'Wat kan anders?',
  },
};
