/** Dutch: a trainer beside groups. */
export const nlBeside = {
  trainer: {
    badge: 'trainer',
    open: 'Een trainer naast de groep',
    heading: 'Een trainer naast de groep',
    hint: 'Een trainer ziet van jullie bijeenkomsten in welke fase jullie zijn, hoeveel tijd er is en wie er is. Wat jullie zeggen en schrijven, ziet een trainer niet. Iedereen in de groep ziet wie trainer is.',
    noTurn: 'Een trainer is zelf niet aan de beurt om te leiden of in te brengen.',
    who: 'Wie is trainer?',
    nobody: 'Je kunt iemand van de groep trainer maken zodra er nog iemand bij is.',
    you: 'Ik ben trainer van deze groep',
    toBeside: 'Naar je groepen naast elkaar',
  },
  beside: {
    title: 'Je groepen naast elkaar',
    intro:
      'Hier zie je als trainer waar elke groep is. Wat er gezegd en geschreven wordt, blijft in de groep.',
    none: 'Je bent nog van geen groep trainer',
    noneHint:
      'Iemand uit een groep maakt je trainer op de pagina van die groep. Of deel zelf groepen in: dan ben je het vanaf het begin.',
    nowTogether: 'Nu bij elkaar',
    notTogether: 'Niet bij elkaar',
    lobby: 'Ze komen binnen',
    adjourned: 'Ze gaan een andere keer verder',
    ownPhase: 'Een eigen fase',
    place: (number: number, of: number) => `fase ${number} van ${of}`,
    timeLeft: 'over',
    timeOver: 'over tijd',
    still: 'staat stil',
    here: (names: string) => `Er zijn: ${names}.`,
    guests: (n: number) => (n === 1 ? '1 gast' : `${n} gasten`),
    next: (when: string) => `Volgende keer: ${when}.`,
    noNext: 'Er staat nog niets gepland.',
    nextUndated: 'De volgende keer heeft nog geen dag.',
    held: (n: number, last: string) =>
      n === 1
        ? `1 keer bij elkaar geweest, op ${last}.`
        : `${n} keer bij elkaar geweest, laatst op ${last}.`,
    notHeld: 'Nog niet bij elkaar geweest.',
    counts: 'Wie had welke rol, en hoe vaak?',
    member: 'Lid',
    connecting: 'De groep wordt opgehaald…',
    gone: 'Deze groep is er niet meer, of je hoort er niet meer bij.',
  },
};
