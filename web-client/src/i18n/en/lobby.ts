/** English: what is prepared before the meeting, and planned anew in it. */
import type { nlLobby } from '../nl/lobby';

export const enLobby: typeof nlLobby = {
  lobby: {
    heading: 'Good to have you here',
    starts: (when) => `We start ${when}.`,
    waiting: (name) => `${name} starts as soon as everybody is here.`,
    openCall: 'Open the video call',
    people: 'Who is here',
    here: 'here',
    away: 'not connected',
    accepted: 'agreements accepted',
    notAccepted: 'not yet accepted',
    agreements: 'Our agreements',
    agreementsHint: 'Take your time to read them. They hold for the whole conversation.',
    accept: 'I will keep to these agreements',
    acceptedByYou: 'You accepted the agreements.',
    noAgreements: 'This group has not written down any agreements yet.',
    editAgreements: 'Change the agreements',
    agreementsEditHint: 'One agreement per line. After a change everybody reads them again.',
    plan: 'The plan',
    planHint: 'This is a proposal. Change it as you like.',
    minutesOf: (phase) => `Minutes for ${phase}`,
    up: (phase) => `${phase} earlier`,
    down: (phase) => `${phase} later`,
    drop: (phase) => `Leave out ${phase}`,
    restore: (phase) => `Put back ${phase}`,
    dropShort: 'leave out',
    restoreShort: 'put back',
    steps: (kept: number, all: number) =>
      kept === all ? `${all} parts` : `${kept} of ${all} parts`,
    stepsOf: (phase: string) => `Parts of ${phase}`,
    dropped: 'left out',
    insert: 'Add a step of your own',
    insertTitle: 'Name of the step',
    insertQuestion: 'Which question do you ask?',
    checkIns: [
      { title: 'Arriving', question: 'How are you coming in?' },
      { title: 'One word', question: 'Which word do you come in with?' },
    ],
    insertMinutes: 'Minutes',
    insertAfter: 'After',
    insertFirst: 'At the very beginning',
    insertOpens: 'What do you write down?',
    insertMuted: 'The case owner only listens',
    insertAdd: 'Add',
    invite: 'Invite',
    inviteHint: 'Send this link only to the people who take part.',
    inviteLink: 'Invitation link',
    copyLink: 'Copy link',
    shareLink: 'Share the invitation',
    shareText: (title) => `Join ${title || 'our intervisie'}`,
    qrAlt: 'QR code of the invitation link',
    replace: 'Make a new link',
    replaceHint: 'The old link will no longer work. Whoever is in already notices nothing.',
    noInvitation: 'There is no invitation on this device. Make a new link to invite people.',
    planOfGroup: 'When and where, you settle on the page of the group.',
    details: 'Title, time and video call',
    start: 'Start the conversation',
    readiness: (accepted, total) =>
      accepted === total
        ? `All ${total} accepted the agreements.`
        : `${accepted} of ${total} accepted the agreements.`,
    startAlone: 'Start on your own',
    aloneTitle: 'You are still alone',
    aloneSure: 'The others can still come in later. You cannot come back to this preparation.',
    aloneYes: 'Start alone',
    aloneNo: 'Wait for the others',
    inviteFirst: 'Invite the others',
    readOut: (where) => `Or read out: go to ${where} and type`,
    qrLarge: 'Show the QR code large',
    roles: 'Who does what',
    retention: 'How long everything is kept',
    deputyAsk: 'Who takes over if you drop out?',
    timekeeperAsk: 'Who keeps the time?',
    nobody: 'nobody',
    myself: 'me',
    deputyPropose: (name) => `Name ${name}`,
    deputyIs: (name) => `${name} takes over if you drop out.`,
  },

  check: {
    heading: 'Does everything work?',
    measuring: 'Trying the connection…',
    line: (ms) =>
      ms < 200
        ? `The connection is quick: there and back in ${ms} milliseconds.`
        : ms < 800
          ? `The connection is good enough: there and back in ${ms} milliseconds.`
          : `The connection is slow: there and back in ${ms} milliseconds. You can take part; texts arrive a little later.`,
    noSocket:
      'The server answers, but the connection for the conversation fails. Perhaps the network blocks it.',
    noLine: 'There is no connection to the server.',
    stores: 'This device keeps what you type.',
    storesNot: 'This device keeps nothing, for instance in a private window. Keep this page open.',
    play: 'Play the tone',
    again: 'Try again',
    heard: 'Heard nothing? Then switch on the sound of your device.',
    noSound: 'This browser plays no sound.',
    soundOn: 'A soft tone when something is asked of you',
  },

  offline: {
    fromDevice:
      'Without a connection you see the plan, the clock and what you wrote yourself. Feel free to go on writing.',
    newVersionUnsafe:
      'There is a new version of Kring. First share or copy what you are typing, then reload.',
  },

  learningOutcomes: {
    heading: 'Learning outcomes',
    label: 'Learning outcomes, one per line',
    setHint:
      'You can paste them. A theme can then say which it is about. Once you begin, they stay as they are.',
    readHint: 'A theme can say which learning outcomes it is about.',
    count: (n, most) => `${n} of ${most} at most`,
    tooMany: (over, most) =>
      over === 1 ? `One too many: ${most} fit.` : `${over} too many: ${most} fit.`,
    tooLong: (line, over) =>
      `Learning outcome ${line} is ${over} ${over === 1 ? 'character' : 'characters'} too long.`,
    saved: 'Saved',
    ask: 'Which learning outcomes is it about?',
    chosen: (n) => `${n} chosen`,
  },

  fragment: {
    open: (host) => `Watch the fragment on ${host}`,
    times: (from, to) =>
      from && to ? `From ${from} to ${to}` : from ? `From ${from}` : `To ${to}`,
  },

  roleDivision: {
    heading: 'Who does what?',
    gespreksleider: 'Leads the conversation',
    tijdbewaker: 'Keeps the time',
    verslaglegger: 'Writes the report',
    nobody: 'nobody yet',
    free: (offices) =>
      `No ${offices.join(' and no ')} yet. Ask who would like to; you can do without as well.`,
  },

  adjourn: {
    open: 'Continue another day',
    sure: 'The conversation stops here and the time stands still. What is still hidden stays hidden. With the same link you go on later at this very place.',
    when: 'When do you continue?',
    whenHint: 'You can also fill this in later.',
    yes: 'Stop for today',
    heading: 'You continue another day',
    headingOn: (moment: string) => `You continue on ${moment}`,
    stands: (phase: string) => `The conversation stands still at ‘${phase}’.`,
    left: (minutes: number) =>
      minutes === 1 ? 'One minute is left for it.' : `${minutes} minutes are left for it.`,
    kept: 'What you wrote is kept. The same link brings you back.',
    unfinished: 'Only you see this. It is ready for you again when you go on.',
    waits: (name: string) => `${name} goes on once you are all back.`,
    leads: 'Are you all back? Then you go on where you were.',
    resume: 'Go on',
  },

  replan: {
    open: 'Adjust the plan',
    ask: 'How many minutes do you have left?',
    propose: 'Make a proposal',
    fits: (left: number) => `Like this everything fits into ${left} minutes:`,
    short: (minutes: number) =>
      `Even at its shortest it does not fit: ${minutes === 1 ? 'one minute is' : `${minutes} minutes are`} missing.`,
    enough: 'There is enough time. Everything can stay as it is.',
    change: (from: number, to: number) => `${from} → ${to} min`,
    now: (from: number, to: number) =>
      from === to ? `${to} min to go` : `${from} → ${to} min to go`,
    reasons: {
      at_minimum: 'no shorter than this',
      left_out: 'is left out',
      keeps_closing: 'closes the meeting',
    },
    accept: 'Let’s do that',
  },
};
