/** English: what goes along to the next meeting of a group, and looking back on it there. */
import type { Dictionary } from '../nl/whole';

export const enLookBack: Pick<Dictionary, 'takeAlong' | 'lookBack'> = {
  takeAlong: {
    heading: 'What will you take along to next time?',
    body: 'Choose what you want to look back on. Until then only you see it; after that, everyone who is there.',
    erased: 'A copy goes along. This meeting is still erased on its day.',
    save: 'Take along',
    saveNone: 'Take nothing along',
    saving: 'One moment, it is being put ready for next time.',
    arrived: (n) =>
      n === 1 ? 'One thing is ready for next time.' : `${n} things are ready for next time.`,
    tooLate: 'It did not arrive: the next meeting is over or full, or the group is gone.',
    tooMany: (n) => `You can take ${n} along.`,
    keep: 'What should stay',
    change: 'What could be different',
  },
  lookBack: {
    heading: 'Taken along from last time',
    lastTime: 'from last time',
    of: (day) => `From the meeting of ${day}`,
    own: 'You took this along',
    waits: 'Only you see this, until the group looks back.',
    leaveOut: 'Leave it out',
    leaveOutOf: (line) => `Leave it out: ${line}`,
    how: 'How did it go?',
    progress: { done: 'Done', partly: 'Partly', not_yet: 'Not yet' },
    goalProgress: { done: 'Reached', partly: 'Almost', not_yet: 'Not yet' },
    effect: 'What did it set off?',
    effectOf: (line) => `What did it set off: ${line}`,
    nextStep: 'What is your next small step?',
    nextStepLabel: 'Next small step',
    save: 'Save',
    saved: 'Saved. The others see it.',
    nothingYet: 'has not said anything yet',
    addPhase: 'This way of working has no looking back. Do you want to begin with one?',
    addPhaseTitle: 'Looking back',
    addPhaseQuestion: 'What have you picked up since last time, and what did it set off?',
    addPhaseButton: (minutes) => `Add ${minutes} minutes of looking back`,
  },
};
