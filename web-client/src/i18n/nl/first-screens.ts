/** Dutch: the start page, an invitation and coming back: fetched before anything else. */
import type { MessageError, Problem, Rejection } from '../../protocol/protocol';
import { labels } from '../labels';
import { nlProblems, nlRejections } from './codes';

const nlDays = (n: number) => (n === 365 ? 'een jaar' : n === 1 ? '1 dag' : `${n} dagen`);
const nlChoice = (n: number) => {
  if (n === 30) return '30 dagen (gebruikelijk)';
  return n === 365 ? 'een schooljaar (365 dagen)' : nlDays(n);
};

export const nlFirstScreens = {
  app: {
    tooLong: (n: number) => `${n} tekens te veel`,
    today: 'vandaag',
    tomorrow: 'morgen',
    name: 'Kring',
    language: 'Taal',
    dark: 'Donkere pagina',
    skip: 'Naar de inhoud',
    home: 'Naar het begin',
    notFound: 'Deze pagina is er niet.',
    toStart: 'Naar het begin',
    loading: 'Even geduld…',
    close: 'Sluiten',
    cancel: 'Annuleren',
    save: 'Bewaren',
    copy: 'Kopiëren',
    copied: 'Gekopieerd',
    optional: 'hoeft niet',
    retry: 'Opnieuw proberen',
    dismiss: 'Begrepen',
    you: 'jij',
    minutes: (n: number) => (n === 1 ? '1 minuut' : `${n} minuten`),
    tooBusy: 'Het is nu even druk. Probeer het zo nog eens.',
    minutesShort: (n: number) => `${n} min`,
    proposal: 'voorstel',
    proposalHint: 'De bron noemt geen minuten. Dit is een voorstel; jullie bepalen zelf.',
  },

  start: {
    optionalPhase: 'mag vervallen',
    heading: 'Een goed gesprek begint met een kring.',
    intro:
      'Eén van jullie brengt een situatie in, de anderen denken mee. Kring loopt met jullie door de stappen, bewaakt de tijd en bewaart wat jullie opschrijven. Een account is niet nodig.',
    yours: 'Jouw bijeenkomsten op dit apparaat',
    forget: 'Van dit apparaat halen',
    forgetSure: 'Weg van dit apparaat? Zonder uitnodiging kom je er hier niet meer in.',
    goOn: 'Ga verder',
    earlier: 'Eerdere bijeenkomsten',
    otherMethod: 'Andere werkwijze',
    more: 'Meer: titel, tijd, videogesprek en bewaartijd',
    untitled: 'Bijeenkomst zonder titel',
    as: (name: string) => `als ${name}`,
    choose: 'Kies een werkwijze',
    total: (n: number) => `samen ${n} minuten`,
    phases: 'De stappen',
    noMethods: 'De werkwijzen konden niet geladen worden.',
    leads: 'Wie een bijeenkomst begint, is de gespreksleider. Je kunt dat later overdragen.',
    name: 'Jouw naam',
    title: 'Titel',
    titleHint: 'Bijvoorbeeld: Intervisie team onderbouw',
    when: 'Datum en tijd',
    call: 'Link naar het videogesprek',
    create: 'Maak de bijeenkomst',
    creating: 'Je bijeenkomst wordt klaargezet…',
    invited: 'Ben je uitgenodigd? Open dan de link die je kreeg.',
    withCode: 'Ik heb een korte code',
    yourGroups: 'Mijn groepen',
    beside: 'Je groepen naast elkaar',
    untitledGroup: 'Groep',
    forgetGroupSure:
      'Weg van dit apparaat? Je blijft lid van de groep. Hier terugkomen kan met je persoonlijke code, of als de groep je herkent.',
    groupHint: 'Zien jullie elkaar vaker?',
    makeGroup: 'Een vaste groep maken',
    backToGroup: 'Terug naar je groep',
    backHint: 'Hoor je al bij een groep, maar kent dit apparaat hem niet?',
    compose: 'Groepen samenstellen',
    composeHint: 'Geef je een cursus of begeleid je meer groepen?',
  },

  join: {
    heading: 'Je bent uitgenodigd',
    askedFor: (phases: string) => `Je bent gevraagd bij: ${phases}.`,
    led: (name: string) => `${name} leidt het gesprek.`,
    agreements: 'De afspraken van deze groep',
    agreementsHint: 'Je leest ze straks nog eens, en laat dan weten of je ermee instemt.',
    name: 'Jouw naam',
    nameHint: 'Zo zien de anderen je.',
    join: 'Doe mee',
    joining: 'Je komt erbij…',
    already: (name: string) => `Op dit apparaat doe je al mee als ${name}.`,
    goOn: (name: string) => `Verder als ${name}`,
    other: 'Of doe mee met een andere naam:',
    codeHeading: 'Doe mee met een korte code',
    code: 'De code die de gespreksleider voorleest',
    codeHint: 'Zes tekens. Hoofdletters en spaties maken niet uit.',
    codeOn: 'Verder',
    codeWrong: 'Deze code klopt niet, of het gesprek is al begonnen. Vraag dan om de link.',
  },

  comeBack: {
    heading: 'Kom terug in je bijeenkomst',
    hint: 'Met je persoonlijke code ga je op dit apparaat verder als dezelfde persoon.',
    orCode: 'Of kom terug als iemand anders, met een code:',
    code: 'Jouw code',
    codeHint: 'Twaalf tekens. Hoofdletters en spaties maken niet uit.',
    enter: 'Kom terug',
    incomplete: 'Dit adres is niet compleet',
    incompleteHint: 'Neem het over zoals het bij je code staat, of open de uitnodiging.',
    isThatYou: (name: string) => `Er is al iemand die ${name} heet. Ben jij dat?`,
    withCode: 'Ja, en ik heb een code',
    withoutCode: 'Ja, maar ik heb geen code',
    noCode: 'Ik heb geen code',
    other: 'Nee, ik ben iemand anders',
    otherHint: (name: string) => `Dan kom je erbij als ${name} (2).`,
    back: 'Terug naar mijn naam',
    waits: (name: string) => `Wie bevestigt dat jij ${name} bent?`,
    waitsHint:
      'De groep ziet nu je vraag. Laat in het gesprek even van je horen; twee mensen bevestigen het.',
    confirmed: (n: number) =>
      n === 0 ? 'Nog niemand heeft bevestigd.' : `${n} van de 2 heeft bevestigd.`,
    until: (when: string) => `Dit kan tot ${when}.`,
    notConfirmed:
      'De groep heeft dit niet bevestigd. Vraag het na, of doe mee met een andere naam.',
  },

  retention: {
    label: 'Hoe lang bewaren jullie alles?',
    choice: (days: number) => nlChoice(days),
    choiceHint: 'Daarna wordt alles gewist. Iedereen leest dit vóór het meedoen.',
    kept: (days: number) =>
      `Wat jullie schrijven, blijft na afloop ${nlDays(days)} bewaard. Daarna wordt alles gewist.`,
    change: 'Bewaartijd aanpassen',
    set: 'Stel in',
    shorten: 'Korter bewaren',
    shortenHint: 'Korter kan altijd. Weer langer kan daarna niet meer.',
    choiceUntil: (days: number, day: string) => `${nlDays(days)}: gewist op ${day}`,
    erasedOn: (day: string) => `Op ${day} wordt alles gewist, voor iedereen.`,
    saveFirst: 'Bewaar zelf wat je wilt houden.',
    clockDoubted:
      'De klok van de server klopt misschien niet. Tot dat zeker is, wordt er niets vanzelf gewist.',
  },

  messageErrors: labels<MessageError>({
    malformed: 'De server begreep dit bericht niet.',
    unknown_type: 'De server kent dit bericht niet. Misschien is er een nieuwe versie van Kring.',
    unknown_command: 'De server kent deze vraag niet. Misschien is er een nieuwe versie van Kring.',
    binary: 'De server begreep dit bericht niet.',
    already_greeted: 'De server begreep dit bericht niet.',
  }),

  rejections: labels<Rejection>(nlRejections),

  problems: labels<Problem | 'unreachable'>(nlProblems),
};
