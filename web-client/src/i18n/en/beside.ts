/** English: a trainer beside groups. */
import type { Dictionary } from '../nl/whole';

export const enBeside: Pick<Dictionary, 'trainer' | 'beside'> = {
  trainer: {
    badge: 'trainer',
    open: 'A trainer beside the group',
    heading: 'A trainer beside the group',
    hint: 'Of your meetings a trainer sees which phase you are in, how much time there is and who is there. A trainer does not see what you say and write. Everyone in the group sees who is a trainer.',
    noTurn: 'A trainer has no turn to lead or to bring a case.',
    who: 'Who is a trainer?',
    nobody: 'You can make somebody a trainer once there is somebody else in the group.',
    you: 'I am a trainer of this group',
    toBeside: 'To your groups side by side',
  },
  beside: {
    title: 'Your groups side by side',
    intro:
      'As a trainer you see here where each group is. What is said and written stays in the group.',
    none: 'You are not a trainer of a group yet',
    noneHint:
      'Somebody in a group makes you a trainer on the page of that group. Or compose groups yourself: then you are one from the beginning.',
    nowTogether: 'Together now',
    notTogether: 'Not together',
    lobby: 'They are coming in',
    adjourned: 'They go on another time',
    ownPhase: 'A phase of their own',
    place: (number, of) => `phase ${number} of ${of}`,
    timeLeft: 'left',
    timeOver: 'over time',
    still: 'standing still',
    here: (names) => `Here: ${names}.`,
    guests: (n) => (n === 1 ? '1 guest' : `${n} guests`),
    next: (when) => `Next time: ${when}.`,
    noNext: 'Nothing is planned yet.',
    nextUndated: 'The next time has no day yet.',
    held: (n, last) => (n === 1 ? `Met once, on ${last}.` : `Met ${n} times, last on ${last}.`),
    notHeld: 'Has not met yet.',
    counts: 'Who had which role, and how often?',
    member: 'Member',
    connecting: 'Fetching the group…',
    gone: 'This group is no longer there, or you are no longer in it.',
  },
};
