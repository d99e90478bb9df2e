/** English: a large screen for a group that sits together, and its link. */
import type { nlDisplay } from '../nl/display';

export const enDisplay: typeof nlDisplay = {
  display: {
    title: 'Large screen',
    now: 'This one now',
    by: (name: string) => `by ${name}`,
    speaks: 'Speaking',
    next: (name: string) => `Then ${name}`,
    first: (name: string) => `${name} begins`,
    turnsDone: 'Everybody has had a turn',
    soon: 'We are about to begin',
    here: 'Here today',
    adjourned: 'We go on another day',
    adjournedUntil: (when: string) => `We go on on ${when}`,
    lost: 'No connection. It will come back by itself.',
    full: 'Full screen',
    over: 'This screen was disconnected',
    overHint:
      'The meeting is over, or the gespreksleider revoked this link. Ask for a new one if you need it.',
    erased: 'This meeting was erased. Nothing of it was kept.',
    noSecret: 'This link is not complete',
    noSecretHint: 'Ask the gespreksleider to copy it again.',

    hint: 'Are you in one room? Open this link on the computer of the board or the projector. That screen only looks: it shows the step, the time, the leervraag and what you put in front of everybody.',
    make: 'Make a link',
    link: 'Link for the large screen',
    open: 'Open',
    anew: 'Make a new link',
    anewHint: 'The link there was will no longer work.',
    exists:
      'There is a link. It is shown only once. If you lost it, make a new one: the old one will no longer work.',
    revoke: 'Revoke the link',
    revoked: 'The link was revoked. The large screen was disconnected.',
  },
};
