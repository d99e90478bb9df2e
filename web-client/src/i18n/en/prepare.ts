/** English: what people prepare and bring before the meeting. */
import type { Dictionary } from '../nl/whole';

export const enPrepare: Pick<Dictionary, 'prepare' | 'bring' | 'absent' | 'quadrants'> = {
  prepare: {
    heading: 'Prepare',
    intro: (n) =>
      n === 1
        ? 'One question to think about beforehand. Keywords will do.'
        : `${n} questions to think about beforehand. Keywords will do, and you can skip any.`,
    forBringers: 'They are for whoever brings a case. Thinking of that? Then do fill them in.',
    ofBringer: (n) =>
      `Whoever brings a case gets ${n} questions here to prepare with. What somebody shares, you read here.`,
    own: 'Only you see what you fill in, until you share it.',
    shareBy: (day) => `The group would like to read it by ${day}.`,
    shareSoon: 'The group would like to read it as soon as possible.',
    begin: 'Begin',
    progress: (at, all) => `Question ${at} of ${all}`,
    next: 'Save and go on',
    skip: 'Skip',
    last: 'Save',
    back: 'Previous',
    all: 'See everything',
    answered: (n, all) => `${n} of ${all} filled in`,
    change: 'Change',
    fill: 'Fill in',
    changeOf: (title) => `${title}: change`,
    fillOf: (title) => `${title}: fill in`,
    share: 'Share with the group',
    shareHint:
      'Everybody in this meeting can read it then. You can take it back until the meeting ends.',
    missing: (titles) => `Fill in first: ${titles}.`,
    shared: 'Shared with the group',
    changeHint: 'You can change it until the meeting starts. The others see that at once.',
    takeBack: 'Take back',
    unshared: 'You have not shared what you prepared yet.',
    readBy: (n) => (n === 0 ? 'not read yet' : `read by ${n}`),
    readByNames: (names) => `Read by ${names}`,
    othersHeading: 'Prepared by others',
    of: (name) => `Prepared by ${name}`,
    ofYou: 'What you prepared',
    markRead: 'I have read this',
    youRead: 'You have read this.',
    beside: 'Shared beforehand',
    print: 'Print',
    printBlank: 'Print an empty form',
    paperName: 'Name',
    paperDate: 'Date',
  },

  bring: {
    open: 'Bring a case already',
    hint: (step) => `Your text waits for ‘${step}’. Until then nobody else knows that it is there.`,
    came: 'brought beforehand',
  },

  absent: {
    open: 'Can’t you be there?',
    hint: 'Leave a text for a step. It shows once the group gets there, with a mark that you brought it beforehand.',
    step: 'For which step?',
    of: (step, kind) => `${step}: ${kind.toLowerCase()}`,
    waits: (step) => `Waits for ‘${step}’`,
  },

  quadrants: {
    open: 'Don’t know yet what to bring?',
    hint: 'Look around in your work. Name four boxes and write down what comes to mind, one thought on each line.',
    device: 'This stays on this device. Nothing of it is sent.',
    name: (n) => `Name of box ${n}`,
    examples: ['What goes well', 'What drains me', 'What I want to learn', 'What I doubt'],
    example: (words) => `e.g. ${words[0]?.toLowerCase()}${words.slice(1)}`,
    lines: (name) => `Thoughts on ${name}`,
    unnamed: (n) => `box ${n}`,
    choose: 'Is there something to bring?',
    take: (line) => `Take up: ${line}`,
    taken: 'It is ready above. You can still change it.',
    clear: 'Clear everything',
    clearSure: 'Clear everything in the four boxes?',
  },
};
