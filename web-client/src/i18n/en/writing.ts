/** English: what people write, and what they do with it. */
import type { nlWriting } from '../nl/writing';

export const enWriting: typeof nlWriting = {
  ballot: {
    left: 'These cases are left. Rather a new one? Then go one step back.',
    heading: 'Which case do we take?',
    hint: 'Choose what appeals to you and what you recognise. More than one is fine, and both is fine. Nobody sees what you choose.',
    own: 'This is your own case; you do not choose it yourself.',
    closed: 'The votes have been counted.',
    tally: (appeals, recognised) =>
      [
        appeals > 0 && `appeals to ${appeals === 1 ? 'somebody' : `${appeals} people`}`,
        recognised > 0 && `recognised by ${recognised === 1 ? 'somebody' : recognised}`,
      ]
        .filter(Boolean)
        .join(', '),
    confirm: 'We take this case',
    none: 'No case has been brought yet.',
  },

  respond: {
    warmth: 'How does this question touch you?',
    feasibility: 'Is this feasible?',
    appealsYes: 'Appeals to me',
    appealed: 'Appeals',
    why: 'Why?',
    reason: 'Why, or why not?',
    inOverview: 'How does it show up in the group overview?',
    inPlan: 'And how in the group plan?',
    supportNeeded: 'What support is needed?',
    explain: 'Explain',
    answer: 'Give an answer',
    answers: 'Answer',
  },

  notes: {
    heading: 'My notes',
    hint: 'Only for you. Nobody else gets to see this.',
    add: 'Note it',
    placeholder: 'What you want to remember…',
    open: 'Notes',
    closed: 'Notes can no longer be made.',
  },

  compose: {
    send: 'Share',
    save: 'Save the change',
    brought: (text) => `Take over: ${text}`,
    takeUp: (kind) =>
      kind === 'observation'
        ? 'Share as an observation'
        : kind === 'action'
          ? 'I will start with this'
          : 'Make it an agreement',
    starters: 'You could begin like this',
    sendAnyway: 'Send it anyway',
    adjust: 'Change it',
    left: (n) => `${n} characters left`,
    unclear: 'The learning question is not clear yet',
    unclearHint: 'That is fine. Then we look for it together.',
    chooseTag: 'What did you see?',
    chooseCategory: 'Kind of question',
    chooseFeedback: 'Kind of feedback',
    example: 'A concrete example',
    exampleHint: 'What exactly did you see or hear?',
    gathers: 'Observations that belong to it',
    strengthsOnly: 'Strengths only, for now.',
    worthIt: 'Was it worth your time?',
    about: 'Who is it about?',
    linkHint: 'Only those who are here now see the link. It is not in the report.',
    momentWrong: 'Write minutes and seconds, as in 3:07.',
    aboutNone: 'Something else',
    wish: 'What would you like from the group?',
    wished: (wish) => `Asks for: ${wish}`,
    wishNone: 'No preference',
    leervraag: 'Your learning question, if you have one already',
    origin: 'How did you come to this question?',
    againAny: 'Write another',
    again: 'Another one',
    incomplete: 'Something is still missing.',
    nearlyFull: (texts, characters) =>
      `You can still write ${texts === 1 ? 'one text' : `${texts} texts`}, some ${characters.toLocaleString('en')} characters in all.`,
    switchKind: 'What do you want to write down?',
  },

  fields: {
    what: 'What are you going to do?',
    whatAgreement: 'What do you agree?',
    who: 'Who, or with whom?',
    by_when: 'When?',
    evaluation: 'How, when and with whom do you look back?',
    behaviour: 'Which behaviour do you want to see?',
    level: 'At what level?',
    how_often: 'How often?',
    how_long: 'How long?',
    goalEvaluation: 'How will you notice that it works?',
    fragmentTitle: 'What do you show?',
    link: 'Link to the fragment',
    starts_at: 'From (minutes and seconds)',
    ends_at: 'To (minutes and seconds)',
    moment: 'When in the fragment?',
    meetingGoal: 'What is your goal for this meeting?',
    whatSupport: 'Which support do you need?',
    from: 'From whom?',
    why: 'Why, or why not?',
    keep: 'What do we keep?',
    change: 'What could be different?',
  },
};
