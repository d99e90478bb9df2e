/** Dutch: guests who are asked for some phases. */
export const nlGuests = {
  guests: {
    title: 'Een gast voor één onderdeel',
    hint: 'Bijvoorbeeld een deskundige bij de adviezen. Een gast is er alleen bij in de fases die jij kiest, en ziet van de rest niets. De casus en de kernvraag ziet een gast dan wel.',
    which: 'Voor welke fases?',
    make: 'Maak de link',
    anew: 'Maak een nieuwe link',
    anewHint: 'De vorige link werkt dan niet meer. Wie er al mee binnenkwam, blijft gevraagd.',
    revoke: 'Trek de link in',
    revoked: 'De link werkt niet meer.',
    exists: (phases: string) => `Er is een link voor: ${phases}.`,
    link: 'Link voor de gast',
    badge: 'gast',
    badgeFor: (phases: string) => `gast bij ${phases}`,
    waits: (name: string) => `${name} wacht`,

    waiting: 'Fijn dat je er bent',
    waitingHint: (phases: string) =>
      `Je bent gevraagd bij ${phases}. Zodra de groep daar is, ga je hier vanzelf naar binnen. Houd deze pagina open.`,
    over: 'Deze bijeenkomst is klaar',
    overHint: 'Dank je wel voor je bijdrage. Het verslag is voor de groep zelf.',
    own: 'Dit schreef jij',
    offline: 'Geen verbinding. Dat komt vanzelf goed.',
  },
};
