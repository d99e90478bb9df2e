/** Dutch: what goes along to the next meeting of a group, and looking back on it there. */

export const nlLookBack = {
  takeAlong: {
    heading: 'Wat neem je mee naar de volgende keer?',
    body: 'Kies waar je op terug wilt kijken. Tot dat moment ziet alleen jij het; daarna iedereen die er dan bij is.',
    erased: 'Het gaat mee als kopie. Deze bijeenkomst wordt gewoon gewist op haar dag.',
    save: 'Neem mee',
    saveNone: 'Neem niets mee',
    saving: 'Even geduld, het wordt klaargezet voor de volgende keer.',
    arrived: (n: number) =>
      n === 1
        ? 'Eén ding staat klaar voor de volgende keer.'
        : `${n} dingen staan klaar voor de volgende keer.`,
    tooLate:
      'Het is niet aangekomen: de volgende bijeenkomst is al geweest of zit vol, of de groep is er niet meer.',
    tooMany: (n: number) => `Je kunt er ${n} meenemen.`,
    keep: 'Wat moet blijven',
    change: 'Wat anders mag',
  },
  lookBack: {
    heading: 'Meegenomen van de vorige keer',
    lastTime: 'van de vorige keer',
    of: (day: string) => `Uit de bijeenkomst van ${day}`,
    own: 'Dit nam jij mee',
    waits: 'Alleen jij ziet dit, tot de groep terugkijkt.',
    leaveOut: 'Toch niet',
    leaveOutOf: (line: string) => `Toch niet: ${line}`,
    how: 'Hoe ging het?',
    progress: { done: 'Gedaan', partly: 'Deels', not_yet: 'Nog niet' },
    goalProgress: { done: 'Gehaald', partly: 'Bijna', not_yet: 'Nog niet' },
    effect: 'Wat zette het in gang?',
    effectOf: (line: string) => `Wat zette het in gang: ${line}`,
    nextStep: 'Wat is je volgende kleine stap?',
    nextStepLabel: 'Volgende kleine stap',
    save: 'Bewaar',
    saved: 'Bewaard. De anderen zien het.',
    nothingYet: 'heeft nog niets gezegd',
    addPhase: 'Deze manier van werken heeft geen terugblik. Wil je er een vooraan zetten?',
    addPhaseTitle: 'Terugblik',
    addPhaseQuestion: 'Wat heb je opgepakt sinds de vorige keer, en wat zette het in gang?',
    addPhaseButton: (minutes: number) => `Voeg een terugblik van ${minutes} minuten toe`,
  },
};
