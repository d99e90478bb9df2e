/** Dutch: how a group plans, and settles how it works. */
import type { Leads, Suits } from '../../protocol/protocol';

const NL_LEADS: { [leads in Leads]: string } = {
  open: 'Nog niet afgesproken',
  rotates: 'Telkens iemand anders',
  fixed: 'Steeds dezelfde',
};

const NL_SUITS: { [suits in Suits]: string } = {
  yes: 'Ja',
  if_need_be: 'Als het moet',
  no: 'Nee',
};

export const nlPlanning = {
  planning: {
    several: 'Plan meteen een reeks',
    severalHint: 'Bijvoorbeeld voor het hele schooljaar.',
    times: 'Hoe vaak?',
    weeks: 'Om de hoeveel weken?',
    dates: 'Op deze dagen',
    planAll: (n: number) => (n === 1 ? 'Plan de bijeenkomst' : `Plan ${n} bijeenkomsten`),
    plannedAll: (n: number) => `${n} bijeenkomsten staan gepland.`,

    details: 'Plaats en agenda',
    setDetails: 'Zet er de plaats of agenda bij',
    changeDetails: 'Plaats en agenda aanpassen',
    place: 'Waar',
    placeLabel: 'Waar? Een plek, of de link van het videogesprek',
    agenda: 'Agenda',
    agendaHint:
      'Eén punt per regel. Zonder namen en zonder casus: dit hoort bij de groep, en is na de bijeenkomst weg.',
    reading: 'Vooraf lezen',
    readingHint: 'Eén link per regel.',
    tooLong: 'Dit past niet. Maak het korter: hoogstens 12 punten en 8 links.',

    arrangements: 'Zo werken we',
    noArrangements:
      'Spreek af wie leidt, hoe iedereen inbreng heeft, wie de berichten verstuurt en hoe jullie terugkijken op de groep.',
    leadsLabel: 'Wie leidt?',
    leads: NL_LEADS,
    lines: {
      input: 'Hoe heeft iedereen inbreng?',
      communication: 'Wie verzorgt de communicatie?',
      evaluation: 'Hoe evalueren jullie?',
    },

    nextIs: (when: string) => `De volgende keer: ${when}.`,
    nextUndated: 'De volgende keer staat klaar; een dag is er nog niet.',

    askWhen: 'Vraag wie wanneer kan',
    askWhenHint: 'Noem een paar momenten. Iedereen zegt wat past, en een van jullie kiest.',
    option: (n: number) => `Moment ${n}`,
    moreOptions: 'Nog een moment',
    openPoll: 'Vraag het de groep',
    poll: 'Wanneer kun jij?',
    pollHint: 'Zeg bij elk moment of het je past. Wat je overslaat, telt als nee.',
    pollAnswered: 'Je antwoord staat erbij. Je kunt het nog veranderen.',
    pollWaits: (names: string) => `Nog niet geantwoord: ${names}.`,
    suits: NL_SUITS,
    choose: 'Kies dit moment',
    chooseOf: (when: string) => `Kies dit moment: ${when}`,
    stopPoll: 'Stop met vragen',

    orderHint: 'Voor de volgende keer kun je iemand vastzetten of overslaan.',
    pin: 'Zet vast',
    unpin: 'Laat los',
    skip: 'Sla over',
    unskip: 'Toch niet overslaan',
    pinOf: (name: string, role: string, pinned: boolean) =>
      `${pinned ? 'Laat los' : 'Zet vast'}: ${name}, ${role.toLowerCase()}`,
    skipOf: (name: string, role: string, skipped: boolean) =>
      `${skipped ? 'Toch niet overslaan' : 'Sla over'}: ${name}, ${role.toLowerCase()}`,
    isPinned: 'zo afgesproken',
    isSkipped: 'slaat een keer over',
  },
};
