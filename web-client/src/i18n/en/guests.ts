/** English: guests who are asked for some phases. */
import type { Dictionary } from '../nl/whole';

export const enGuests: Pick<Dictionary, 'guests'> = {
  guests: {
    title: 'A guest for one part',
    hint: 'An expert for the advice, for instance. A guest is there only in the phases that you choose, and sees nothing of the rest. The case and the key question a guest does see then.',
    which: 'For which phases?',
    make: 'Make the link',
    anew: 'Make a new link',
    anewHint: 'The link before then no longer works. Whoever came in by it stays asked.',
    revoke: 'End the link',
    revoked: 'The link no longer works.',
    exists: (phases) => `There is a link for: ${phases}.`,
    link: 'Link for the guest',
    badge: 'guest',
    badgeFor: (phases) => `guest for ${phases}`,
    waits: (name) => `${name} is waiting`,

    waiting: 'Good to have you here',
    waitingHint: (phases) =>
      `You are asked for ${phases}. As soon as the group is there, you come in automatically. Keep this page open.`,
    over: 'This meeting is over',
    overHint: 'Thank you for your part in it. The report is for the group itself.',
    own: 'This is what you wrote',
    offline: 'No connection. That will mend itself.',
  },
};
