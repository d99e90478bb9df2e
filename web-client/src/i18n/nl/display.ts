/** Dutch: a large screen for a group that sits together, and its link. */

export const nlDisplay = {
  display: {
    title: 'Groot scherm',
    now: 'Nu deze',
    by: (name: string) => `van ${name}`,
    speaks: 'Aan het woord',
    next: (name: string) => `Daarna ${name}`,
    first: (name: string) => `${name} begint`,
    turnsDone: 'Iedereen is geweest',
    soon: 'We beginnen zo',
    here: 'Erbij vandaag',
    adjourned: 'We gaan een andere keer verder',
    adjournedUntil: (when: string) => `We gaan verder op ${when}`,
    lost: 'Geen verbinding. Dat komt vanzelf goed.',
    full: 'Hele scherm',
    over: 'Dit scherm is losgekoppeld',
    overHint:
      'De bijeenkomst is afgerond, of de gespreksleider heeft deze link ingetrokken. Vraag zo nodig om een nieuwe.',
    erased: 'Deze bijeenkomst is gewist. Er is niets van bewaard.',
    noSecret: 'Deze link is niet compleet',
    noSecretHint: 'Vraag de gespreksleider om hem opnieuw te kopiëren.',

    hint: 'Zitten jullie bij elkaar? Open deze link op de computer van het digibord of de beamer. Dat scherm kijkt alleen mee: het toont de stap, de tijd, de leervraag en wat je naar voren haalt.',
    make: 'Link maken',
    link: 'Link voor het grote scherm',
    open: 'Openen',
    anew: 'Nieuwe link maken',
    anewHint: 'De link die er was, werkt dan niet meer.',
    exists:
      'Er is een link. Hij is maar één keer te zien. Ben je hem kwijt, maak dan een nieuwe: de oude werkt dan niet meer.',
    revoke: 'Link intrekken',
    revoked: 'De link is ingetrokken. Het grote scherm is losgekoppeld.',
  },
};
