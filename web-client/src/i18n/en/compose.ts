/** English: composing groups from a list of names. */
import type { nlCompose } from '../nl/compose';

const enTimes = (n: number) => (n === 1 ? 'once' : n === 2 ? 'twice' : `${n} times`);
const enCircles = (n: number) => (n === 1 ? '1 circle' : `${n} circles`);
const enPeople = (n: number) => (n === 1 ? '1 name' : `${n} names`);

export const enCompose: typeof nlCompose = {
  groups: {
    title: 'Compose groups',
    intro:
      'Paste a list of names, say what matters to you, and Kring makes groups of it. For every group you write why these people sit together.',
    private:
      'Your list stays on this device and never goes to the server. Once you close this page, it is gone.',

    who: 'Who takes part?',
    list: 'List of names',
    listHint:
      'One name a line. Put one or two traits behind it if you have them, such as team or experience. Copying from a spreadsheet works.',
    example: 'Fill in an example',
    exampleText:
      'Name\tTeam\tExperience\n' +
      'Amira\tLower school\tnew\nBart\tLower school\texperienced\nCeline\tLower school\texperienced\n' +
      'Daan\tLower school\tnew\nEsra\tLower school\texperienced\nFrank\tLower school\texperienced\n' +
      'Gijs\tUpper school\tnew\nHanna\tUpper school\texperienced\nImane\tUpper school\tnew\n' +
      'Joost\tUpper school\texperienced\nKim\tUpper school\texperienced\nLotte\tUpper school\texperienced\n' +
      'Milan\tCare team\tnew\nNoor\tCare team\texperienced\nOmar\tCare team\texperienced\n' +
      'Petra\tCare team\texperienced\nRens\tCare team\tnew\nSaskia\tCare team\texperienced\n',
    clear: 'Clear',
    found: (people, traits) =>
      traits === '' ? enPeople(people) : `${enPeople(people)}, with ${traits}`,
    read: 'How your list was read',
    name: 'Name',
    trait: (n) => `trait ${n}`,
    headings: 'The first line is a heading',

    tooLong: (limit) => `This list is too big. It can have ${limit} characters at most.`,
    tooMany: (found, limit) =>
      `There are ${found} names in this list, and ${limit} is the most. Divide the list into parts first.`,
    double: (name, times) =>
      `“${name}” is in the list ${enTimes(times)}. Are they different people? Then they are called ${name}, ${name} (2)${times > 2 ? ' and so on' : ''} here. If it is one person, remove a line.`,
    noName: (lines, n) =>
      n === 1 ? `There is no name on line ${lines}.` : `There is no name on lines ${lines}.`,
    shortened: (names, limit) => `Too long, and therefore cut to ${limit} characters: ${names}.`,
    moreColumns: (used) => `Your list has more columns. Only the first ${used} traits count.`,
    allDiffer: (trait) =>
      `For ${trait} everybody has something different. There is nothing to mix by.`,

    wishes: 'What matters to you?',
    sizeBy: 'How large are the circles?',
    bySize: 'People in a circle',
    byCount: 'Number of circles',
    sizes: (all) => `That makes ${all}.`,
    sizesOf: (circles, size) => `${enCircles(circles)} of ${size}`,
    unusual: 'A circle of five to eight people usually works best.',
    traitWish: (trait) => `${trait}: mix, or keep together?`,
    mix: 'Mix',
    together: 'Keep together',
    free: 'No matter',
    apart: 'Who should rather not be together?',
    apartHint:
      'For instance a manager and somebody of their own team. The circles do not read this.',
    fixed: 'Who should be together?',
    fixedHint: 'For instance a new colleague and the one who guides them.',
    firstName: 'One',
    secondName: 'The other',
    addPair: 'Add',
    pair: (one, other) => `${one} and ${other}`,
    removePair: (one, other) => `Remove: ${one} and ${other}`,
    remove: 'Remove',
    notInList: (name) => `“${name}” is not in the list.`,
    samePerson: 'That is the same name twice.',
    pairThere: 'This pair is there already.',
    pairIdle: 'no longer in the list',
    both: (one, other) =>
      `You want ${one} and ${other} both together and apart. They will be together.`,
    earlier: 'Who sat together before?',
    earlierLabel: 'Earlier circles',
    earlierHint:
      'One circle a line with commas in between, or one name a line with an empty line between two circles. What you copied here before can go back in.',
    earlierFound: (circles) =>
      circles === 1 ? 'One earlier circle read.' : `${circles} earlier circles read.`,
    earlierUnknown: (names) => `Not in your list: ${names}.`,
    remembered: (n) => `Round ${n}, made here`,
    forget: (n) => `Remove: round ${n}`,

    make: 'Make circles',
    makeAgain: 'Divide again',
    need: 'First paste a list with at least two names.',
    searching: 'Kring is looking for a good division…',
    stop: 'Stop and take what there is',
    failed: 'Dividing does not work on this device. Reload the page and try once more.',

    result: 'The circles',
    changed: 'You changed something after this. Divide again to include it.',
    ready: (n) => `Ready: ${enCircles(n)}.`,
    allMet: 'All wishes are met.',
    notMet: (n) => (n === 1 ? 'One wish is not met' : `${n} wishes are not met`),
    more: (n) => `And ${n} more`,
    brokenApart: (one, other, circle) =>
      `${one} and ${other} are together in circle ${circle}. You wanted to keep them apart.`,
    brokenTogether: (one, circle, other, otherCircle) =>
      `${one} is in circle ${circle} and ${other} in circle ${otherCircle}. You wanted them together.`,
    brokenMet: (one, other, circle, times) =>
      `${one} and ${other} are together again, in circle ${circle}. They met ${enTimes(times)} before.`,
    brokenMix: (value, trait, circle, here, share) =>
      here === 0
        ? `Circle ${circle} has nobody with “${value}” (${trait}). Divided evenly that would be ${share}.`
        : `Circle ${circle} has “${value}” (${trait}) ${enTimes(here)}. Divided evenly that would be ${share}.`,
    share: (least, most) =>
      least === most ? enTimes(least) : `${least} or ${most} ${most === 1 ? 'time' : 'times'}`,
    brokenGather: (value, trait, circles, needed) =>
      `“${value}” (${trait}) is spread over ${enCircles(circles)}. It would have fitted in ${needed}.`,

    circle: (n) => `Circle ${n}`,
    swapHint: 'Do you want to swap two people? Choose one, then the other.',
    chosen: (name) => `${name} chosen. Swap with whom?`,
    cancelSwap: 'Never mind',
    swapped: (one, other) => `${one} and ${other} changed places.`,
    breaks: 'That breaks a wish:',
    breaksNothing: 'That breaks no wish.',
    undo: 'Put back',
    undone: 'Put back.',
    done: 'Keep it',

    why: 'Why these people together?',
    whyHint: 'The circles read this. Leave out reasons that could hurt somebody.',
    whyNeeded: 'First write why. The people in the circle want to know.',
    whyOwn: (n) => `Why these people in circle ${n}?`,
    whyOther: 'Own text for this circle',
    whyOtherFor: (n) => `Own text for this circle: circle ${n}`,
    whySame: 'Use the text for all circles',
    start: 'Begin with a first line',
    startMix: (traits) =>
      `In your circle people come together who differ in ${traits}: that way you hear how others look at things.`,
    startTogether: (traits) =>
      `You have something in common: ${traits}. That way you recognise each other’s stories.`,
    startNew: 'Most of you have not sat together before.',
    startLot: 'You were brought together by lot, so that you talk with others for once.',
    whyShort: 'Why you together',

    onward: 'Hand it out',
    printEach: 'Print: a sheet for each circle',
    printList: 'Print: one list',
    copy: 'Copy as text',
    makeGroups: 'Make lasting groups of them',
    makeGroupsBody: (n) =>
      `Each circle becomes a group with a link of its own: ${n === 1 ? '1 circle' : `${n} circles`}. You are the first member everywhere and let the others in. You can leave at any time.`,
    trainerOfThese:
      'I am the trainer of these groups: I see them side by side, without what is said and written.',
    makeGroupsSent:
      'Only now something goes to the server: the name of each group, the reason and your name. Not the names on your list.',
    seriesName: 'What are the groups called?',
    makeGroupsDo: (n) => (n === 1 ? 'Make the group' : `Make ${n} groups`),
    makeRest: (n) => (n === 1 ? 'Make the last group' : `Make the other ${n} groups`),
    makingGroups: (made, all) => `One moment: ${made} of ${all}…`,
    groupsMade: 'The groups are ready. On paper each circle has its link.',
    copyLink: 'Copy the link',
    scan: 'Join: scan this, or type the address.',
    qr: (n) => `QR code of circle ${n}`,
    another: 'Make another round',
    anotherHint:
      'The pairs of now are remembered: whoever sat together preferably does not meet again.',
  },
};
