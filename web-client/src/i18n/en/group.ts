/** English: a group that lasts, from making it to leaving it. */
import type { Role } from '../../protocol/protocol';
import type { nlGroup } from '../nl/group';

const enMonths = (n: number) => (n === 1 ? '1 month' : `${n} months`);

const EN_NEVER: { [role in Role]: string } = {
  gespreksleider: 'has not led yet',
  inbrenger: 'has not brought a case yet',
  tijdbewaker: 'has not kept the time yet',
  verslaglegger: 'has not written the report yet',
  deelnemer: 'has not taken part yet',
};

const EN_LAST: { [role in Role]: (day: string) => string } = {
  gespreksleider: (day) => `led last on ${day}`,
  inbrenger: (day) => `brought a case last on ${day}`,
  tijdbewaker: (day) => `kept the time last on ${day}`,
  verslaglegger: (day) => `wrote the report last on ${day}`,
  deelnemer: (day) => `took part last on ${day}`,
};

const EN_ROLES: { [role in Role]: string } = {
  gespreksleider: 'Leading',
  inbrenger: 'Bringing a case',
  tijdbewaker: 'Keeping the time',
  verslaglegger: 'Writing the report',
  deelnemer: 'Taking part',
};

export const enGroup: typeof nlGroup = {
  newGroup: {
    heading: 'Make a lasting group',
    intro:
      'For people who meet more often. Here you plan your meetings and see whose turn it is. No account needed.',
    name: 'Name of the group',
    nameHint: 'For instance: Intervision, lower school team',
    yourName: 'Your name',
    make: 'Make the group',
    making: 'Making your group…',
    kept: 'The group keeps names, dates and who had which role. What you write in a meeting is not kept by the group.',
    agreements: [
      'What we talk about here stays here.',
      'We name no pupils, parents or colleagues.',
      'Nobody has to speak. You can always pass your turn.',
    ],
  },

  joinGroup: {
    heading: 'You are invited to a group',
    intro: 'A group that meets more often. Somebody in the group lets you in.',
    ask: 'Ask to come in',
    asking: 'Asking the group…',
    already: (name) => `On this device you already belong to ${name}.`,
    open: 'To the group',
    member: 'I already belong to it',
    memberHint: 'On a new device, for instance, or when your browser has forgotten everything.',
    withCode: 'With my personal code',
    withoutCode: 'Without a code',
    claimHint: 'Type your name as the group knows it. Two members confirm that it is you.',
    claim: 'Ask the group to recognise me',
    noInvitation: 'This link is not complete',
    noInvitationHint: 'Open the link as you were sent it, or ask the group for a new one.',
    waits: (name) => `Who confirms that you are ${name}?`,
    waitsHint:
      'The group sees your question. Call somebody, so that they know it is really you. Keep this page open meanwhile.',
    confirmed: (n) => (n === 0 ? 'Nobody has confirmed it yet.' : `${n} of 2 confirmed it.`),
    until: (when) => `Until ${when}.`,
    notConfirmed: 'The group did not confirm this. Ask them, and then try again.',
  },

  group: {
    offline: 'No connection. It comes back by itself.',
    waiting: 'The group has your question',
    waitingHint:
      'As soon as somebody lets you in, the group is here. Do let them know. You may close this page: you find the group again at the start of Kring, on this device.',
    waitingUntil: 'After 14 days without an answer your question lapses.',
    withdraw: 'Withdraw my question',

    asksIn: (name) => `${name} asks to come in.`,
    asksInHint: 'Do you know this person? Once in, they see everything of the group.',
    admit: 'Let in',
    decline: 'Does not belong here',
    declineSure: (name) => `${name} will not come in then. They can ask again.`,
    claims: (name) => `Somebody says on a new device that they are ${name}. Is that true?`,
    claimsHint: (name) =>
      `See or speak ${name} before you confirm. The group then opens on that device, and no longer on the old ones.`,
    confirm: (name) => `Yes, this is ${name}`,
    youConfirmed: (name) =>
      `You confirmed that ${name} wants to come back. One more person has to.`,
    claimsYou: 'Somebody says on another device that they are you. Is that not you?',
    claimsYouHint: 'If it is you, others confirm it.',
    refuseYou: 'No, that is not me',

    inviteFirst: 'Invite the others',
    inviteFirstHint:
      'A group begins with people. Send this link to those who belong; whoever opens it, you let in here.',
    invite: 'Ask somebody to join',
    inviteHint: 'Whoever opens this link asks to come in. A member lets them in.',
    link: 'Invitation link',
    share: 'Share the invitation',
    shareText: (name) => `Join ${name}`,
    copyLink: 'Copy the link',
    newLink: 'Make a new link',
    newLinkHint: 'The old link then stops working. Members notice nothing.',
    noLink:
      'There is no invitation on this device. Ask somebody else for the link, or make a new one.',
    qr: 'QR code',
    qrAlt: 'QR code of the invitation link',

    next: 'The next meeting',
    nowOn: 'This meeting is on',
    later: 'After that',
    noDay: 'The day is not settled yet',
    everybody: 'Everybody comes.',
    onlyYou: 'You come. You see the others here once they are members.',
    come: (names, n) => (n === 1 ? `${names} comes.` : `${names} come.`),
    absent: (names, n) => (n === 1 ? `${names} cannot come.` : `${names} cannot come.`),
    nobody: 'Nobody can come on this day. You might move it.',
    cannot: 'I cannot come',
    cannotHint: 'Nobody asks why.',
    enter: 'To the meeting',
    entering: 'Opening the meeting…',
    enterHint: 'Whoever is there first leads. That can always be handed over.',
    change: 'Move or cancel',
    changeOf: (when) => `Move or cancel: ${when}`,
    move: 'Move it',
    cancel: 'Cancel this meeting',
    cancelSure:
      'The meeting disappears from the plan, for everyone. What people prepared for it or took along to it is erased.',
    keepIt: 'Keep it',

    planFirst: 'Plan your first meeting',
    planFirstHint:
      'Choose a way of working and a day. On that day you all go in from this page; no other link is needed.',
    planNext: 'Plan the next meeting',
    planMore: 'Plan another meeting',
    method: 'Way of working',
    day: 'Date',
    dayHint: 'No date yet? Leave it empty.',
    time: 'Time',
    plan: 'Plan the meeting',
    planned: 'The meeting is planned.',
    noMethods: 'The ways of working cannot be loaded now.',

    turns: 'Whose turn is it?',
    turnsHint: 'A proposal: whoever it was longest ago comes first. You decide.',
    turnsFirst:
      'After your first meeting this shows who led and who brought a case when, and whose turn it is.',
    order: 'The whole order',
    roles: EN_ROLES,
    never: (role) => EN_NEVER[role],
    last: (role, day) => EN_LAST[role](day),
    isAway: 'cannot come next time',

    earlier: 'Earlier meetings',
    noEarlier: 'This will show when you met. Not the texts: they belong to the meeting itself.',
    led: (names) => `${names} led.`,
    brought: (names) => `${names} brought a case.`,
    report: 'To the report',
    reportOf: (when) => `To the report of ${when}`,

    members: 'Members',
    since: (day) => `since ${day}`,

    about: 'What we come for',
    purpose: 'Purpose',
    noPurpose: 'You have not written down yet what this group is for.',
    agreements: 'Agreements',
    agreementsHint: 'One agreement on every line. They go along to every new meeting.',
    noAgreements: 'There are no agreements yet.',
    edit: 'Change',
    nameLabel: 'Name of the group',

    kept: 'What is kept',
    keptWhat:
      'The group keeps names, dates and who had which role. No texts: they belong to a meeting and are erased 30 days after it.',
    due: (day) => `If you plan nothing more, the group is erased on ${day}.`,
    months: 'So long after the last meeting',
    choice: (n) => enMonths(n),
    set: 'Set',
    erase: 'Erase the group',
    eraseTitle: 'Erase the group?',
    eraseSure:
      'Everything of the group disappears, for everybody: members, plan and history, and the meetings that belong to it. This cannot be undone.',
    eraseDo: 'Yes, erase everything',

    own: 'You in this group',
    ownName: 'Your name',
    rename: 'Change name',
    devices: 'Your devices',
    device: {
      this: 'this device',
      unnamed: (n) => `Device ${n}`,
      rename: 'Name it',
      name: 'Name of this device',
      signOut: 'Sign out',
      signOutTitle: (name) => `Sign ${name} out?`,
      signOutHint: 'The group will not open on that device any more.',
      signOutOwnHint: 'The group will not open here any more. You can come back with your code.',
    },
    codeHint: 'Phone lost or browser cleared? With a code you come back as yourself on any device.',
    codeAgain: 'You have a code. If you make a new one, the old one stops working.',
    calendar: 'In your own calendar',
    calendarHint:
      'With an address of your own the dates of the group are in your calendar, and move along. It says “Intervisie”, when, and the place if there is one. Whoever has the address sees the dates: keep it to yourself.',
    calendarAddress: 'Address for your calendar',
    calendarMake: 'Make my address',
    calendarNew: 'Make a new address',
    calendarRevoke: 'Revoke the address',
    makeCode: 'Make my code',
    newCode: 'Make a new code',
    yourCode: 'Your code',
    once: 'You see it only once. Write it down or print it, and keep it to yourself.',
    where: 'Come back through the invitation, or at this address:',
    scan: 'Scan it with your other device',
    codeQrAlt: 'QR code that brings you back on another device',
    print: 'Print',
    done: 'I have it',

    leave: 'Leave the group',
    leaveTitle: 'Leave the group?',
    leaveErased:
      'Everything the group knows of you is erased: your name, your devices and your code. Nobody can read it any more. At earlier meetings you are “a former member”.',
    leaveMeetings: 'What you wrote in a meeting stays there until that meeting is erased.',
    leaveBack: 'You can come back only with the invitation, as a new member.',
    leaveLast: 'You are the last one. The group is then erased altogether.',
    leaveDo: 'Yes, I am leaving',
    stay: 'I am staying',

    someone: 'a former member',
  },

  groupGone: {
    left: 'You left the group',
    leftBody: 'Everything the group knew of you is erased. Thank you for taking part.',
    erased: 'This group is erased',
    erasedBody: 'Nothing of it is kept, on this device neither.',
    removed: 'You no longer belong to this group',
    removedBody: 'Is that a mistake? Get in touch with somebody of the group.',
    unauthorised: 'Your access on this device is no longer valid',
    unauthorisedBody: 'Come back with your personal code, or open the invitation to the group.',
    unknown: 'On this device you do not belong to this group yet',
    unknownBody:
      'Do you have a personal code? Type it here. Otherwise open the invitation to the group.',
    version: 'There is a new version of Kring',
    reload: 'Load again',
    damaged: 'This group was damaged on the server',
    damagedBody: 'The operator knows about it.',
    forget: 'Remove from this device',
  },

  again: {
    heading: 'Shall we do this more often?',
    body: 'Make a lasting group: then you plan the next time together and see whose turn it is. You invite the others with a link.',
    make: 'Make a lasting group of it',
    toGroup: 'Back to the group',
    groupHeading: 'Until next time',
    groupBody: 'The page of your group shows whose turn it is then.',
  },
};
