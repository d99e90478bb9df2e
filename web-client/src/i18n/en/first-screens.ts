/** English: the start page, an invitation and coming back: fetched before anything else. */
import type { nlFirstScreens } from '../nl/first-screens';
import { enProblems, enRejections } from './codes';

const enDays = (n: number) => (n === 365 ? 'a year' : n === 1 ? '1 day' : `${n} days`);
const enChoice = (n: number) => {
  if (n === 30) return '30 days (usual)';
  return n === 365 ? 'a school year (365 days)' : enDays(n);
};

export const enFirstScreens: typeof nlFirstScreens = {
  app: {
    tooLong: (n) => `${n} characters too many`,
    today: 'today at',
    tomorrow: 'tomorrow at',
    name: 'Kring',
    language: 'Language',
    dark: 'Dark page',
    skip: 'To the content',
    home: 'To the start',
    notFound: 'This page is not there.',
    toStart: 'To the start',
    loading: 'One moment…',
    close: 'Close',
    cancel: 'Cancel',
    save: 'Save',
    copy: 'Copy',
    copied: 'Copied',
    optional: 'optional',
    retry: 'Try again',
    dismiss: 'Got it',
    you: 'you',
    minutes: (n) => (n === 1 ? '1 minute' : `${n} minutes`),
    tooBusy: 'It is a little too busy here. Wait a moment, then try again.',
    minutesShort: (n) => `${n} min`,
    proposal: 'proposal',
    proposalHint: 'The source names no minutes. These are a proposal; you decide for yourselves.',
  },

  start: {
    optionalPhase: 'may be left out',
    heading: 'A good conversation starts with a circle.',
    intro:
      'One of you brings a situation, the others help think. Kring walks through the steps with you, keeps the time and keeps what you write down. No account needed.',
    yours: 'Your meetings on this device',
    forget: 'Remove from this device',
    forgetSure:
      'Remove it from this device? Without an invitation you cannot get back in from here.',
    goOn: 'Go on',
    earlier: 'Earlier meetings',
    otherMethod: 'Another way of working',
    more: 'More: title, time, video call and retention',
    untitled: 'Meeting without a title',
    as: (name) => `as ${name}`,
    choose: 'Choose a way of working',
    total: (n) => `${n} minutes in all`,
    phases: 'The steps',
    noMethods: 'The ways of working cannot be loaded now.',
    leads: 'Whoever starts a meeting is its facilitator. You can hand that over later.',
    name: 'Your name',
    title: 'Title',
    titleHint: 'For instance: Intervision, lower school team',
    when: 'Date and time',
    call: 'Link to the video call',
    create: 'Make the meeting',
    creating: 'Making your meeting…',
    invited: 'Were you invited? Then open the link you were sent.',
    withCode: 'I have a short code',
    yourGroups: 'My groups',
    beside: 'Your groups side by side',
    untitledGroup: 'Group',
    forgetGroupSure:
      'Remove it from this device? You stay a member of the group. You can come back here with your personal code, or if the group recognises you.',
    groupHint: 'Do you meet more often?',
    makeGroup: 'Make a lasting group',
    backToGroup: 'Back to your group',
    backHint: 'Are you in a group that this device does not know?',
    compose: 'Compose groups',
    composeHint: 'Do you run a course, or guide several groups?',
  },

  join: {
    heading: 'You are invited',
    askedFor: (phases) => `You are asked for: ${phases}.`,
    led: (name) => `${name} leads the conversation.`,
    agreements: 'The agreements of this group',
    agreementsHint: 'You will read them once more, and then say whether you accept them.',
    name: 'Your name',
    nameHint: 'This is how the others see you.',
    join: 'Join',
    joining: 'Joining…',
    already: (name) => `On this device you are taking part as ${name}.`,
    goOn: (name) => `Go on as ${name}`,
    other: 'Or join under another name:',
    codeHeading: 'Join with a short code',
    code: 'The code that the facilitator reads out',
    codeHint: 'Six characters. Capitals and spaces do not matter.',
    codeOn: 'Go on',
    codeWrong: 'This code is not right, or the conversation has begun. Then ask for the link.',
  },

  comeBack: {
    heading: 'Come back to your meeting',
    hint: 'With your personal code you go on here as the same person.',
    orCode: 'Or come back as somebody else, with a code:',
    code: 'Your code',
    codeHint: 'Twelve characters. Capitals and spaces do not matter.',
    enter: 'Come back',
    incomplete: 'This address is not complete',
    incompleteHint: 'Copy it as it stands with your code, or open the invitation.',
    isThatYou: (name) => `Somebody here is called ${name}. Is that you?`,
    withCode: 'Yes, and I have a code',
    withoutCode: 'Yes, but I have no code',
    noCode: 'I have no code',
    other: 'No, I am somebody else',
    otherHint: (name) => `You will then join as ${name} (2).`,
    back: 'Back to my name',
    waits: (name) => `Who confirms that you are ${name}?`,
    waitsHint:
      'The group can see your request. Say a word in the call; two people confirm that it is you.',
    confirmed: (n) => (n === 0 ? 'Nobody has confirmed yet.' : `${n} of 2 has confirmed.`),
    until: (when) => `This is possible until ${when}.`,
    notConfirmed: 'The group did not confirm this. Ask them, or join under another name.',
  },

  retention: {
    label: 'For how long do you keep everything?',
    choice: (days) => enChoice(days),
    choiceHint: 'Then everything is erased. Everybody reads this before joining.',
    kept: (days) =>
      `What you write is kept for ${enDays(days)} after the meeting. Then everything is erased.`,
    change: 'Change how long',
    set: 'Set it',
    shorten: 'Keep it shorter',
    shortenHint: 'Shorter is always possible. Longer again is not.',
    choiceUntil: (days, day) => `${enDays(days)}: erased on ${day}`,
    erasedOn: (day) => `On ${day} everything is erased, for everybody.`,
    saveFirst: 'Save what you want to keep.',
    clockDoubted:
      'The server’s clock may be wrong. Until that is certain, nothing is erased by itself.',
  },

  messageErrors: {
    malformed: 'The server did not understand this message.',
    unknown_type: 'The server does not know this message. There may be a new version of Kring.',
    unknown_command: 'The server does not know this question. There may be a new version of Kring.',
    binary: 'The server did not understand this message.',
    already_greeted: 'The server did not understand this message.',
  },

  rejections: enRejections,

  problems: enProblems,
};
