/** English: how a group plans, and settles how it works. */
import type { Dictionary } from '../nl/whole';

export const enPlanning: Pick<Dictionary, 'planning'> = {
  planning: {
    several: 'Plan a series at once',
    severalHint: 'For the whole school year, say.',
    times: 'How many times?',
    weeks: 'How many weeks apart?',
    dates: 'On these days',
    planAll: (n) => (n === 1 ? 'Plan the meeting' : `Plan ${n} meetings`),
    plannedAll: (n) => `${n} meetings are planned.`,

    details: 'Place and agenda',
    setDetails: 'Add the place or an agenda',
    changeDetails: 'Change place and agenda',
    place: 'Where',
    placeLabel: 'Where? A place, or the link of the video call',
    agenda: 'Agenda',
    agendaHint:
      'One point per line. No names and no case: this belongs to the group, and is gone after the meeting.',
    reading: 'Read beforehand',
    readingHint: 'One link per line.',
    tooLong: 'This does not fit. Make it shorter: 12 points and 8 links at most.',

    arrangements: 'How we work',
    noArrangements:
      'Settle who leads, how everyone gives input, who sends the messages, and how you look back on the group.',
    leadsLabel: 'Who leads?',
    leads: { open: 'Not settled yet', rotates: 'Someone else each time', fixed: 'Always the same' },
    lines: {
      input: 'How does everyone give input?',
      communication: 'Who does the communication?',
      evaluation: 'How do you evaluate?',
    },

    nextIs: (when) => `Next time: ${when}.`,
    nextUndated: 'The next time is ready; there is no day yet.',

    askWhen: 'Ask who can when',
    askWhenHint: 'Name a few moments. Everyone says what suits them, and one of you chooses.',
    option: (n) => `Moment ${n}`,
    moreOptions: 'One more moment',
    openPoll: 'Ask the group',
    poll: 'When can you?',
    pollHint: 'Say for each moment whether it suits you. What you leave out counts as no.',
    pollAnswered: 'Your answer is in. You can still change it.',
    pollWaits: (names) => `No answer yet: ${names}.`,
    suits: { yes: 'Yes', if_need_be: 'If need be', no: 'No' },
    choose: 'Choose this moment',
    chooseOf: (when) => `Choose this moment: ${when}`,
    stopPoll: 'Stop asking',

    orderHint: 'For next time you can settle someone’s turn, or pass someone over.',
    pin: 'Settle',
    unpin: 'Let go',
    skip: 'Pass over',
    unskip: 'Do not pass over',
    pinOf: (name, role, pinned) =>
      `${pinned ? 'Let go' : 'Settle'}: ${name}, ${role.toLowerCase()}`,
    skipOf: (name, role, skipped) =>
      `${skipped ? 'Do not pass over' : 'Pass over'}: ${name}, ${role.toLowerCase()}`,
    isPinned: 'settled',
    isSkipped: 'is passed over once',
  },
};
