import { describe, expect, it } from 'vitest';
import type { Action, Content, Contribution, Opening } from '../src/protocol/protocol';
import type { MeetingView } from '../src/state/meeting-view.svelte';
import { isAsked, opensAtOnce, ownAct, unanswered } from '../src/state/own-part';

const opening = (kind: Opening['kind'], held = false): Opening => ({
  kind,
  by: [],
  held,
  only: null,
  category_required: false,
});

const written = (id: string, author: string, content: Content) =>
  ({ id, author, content, round: 1, at: { phase: 'p', step: 's' }, held: false }) as Contribution;

interface Given {
  may?: Action[];
  opens?: Opening[];
  texts?: Contribution[];
  leads?: boolean;
  silent?: boolean;
  turns?: { speaking: string | null; waiting: string[] } | null;
  ballot?: boolean;
  votes?: object[];
}

/** What An sees. */
function view(given: Given = {}): MeetingView {
  const { may = ['signal_ready', 'next_turn', 'vote'], opens = [], texts = [] } = given;
  return {
    view: { turns: given.turns ?? null },
    me: { id: 'an', opens, votes: given.votes ?? [] },
    stage: {
      round: 1,
      position: { phase: 'p', step: 's' },
      silence_until_ms: given.silent ? 1 : null,
      votes_revealed: false,
    },
    step: { ballot: given.ballot ?? false },
    leads: given.leads ?? false,
    contributions: texts,
    may: (action: Action) => may.includes(action),
    saidByMe: (one: Contribution) => one.author === 'an',
    opening: (kind: Opening['kind']) => opens.find((one) => one.kind === kind),
  } as unknown as MeetingView;
}

describe('the one thing that comes next for somebody', () => {
  it('is to finish, for whoever speaks', () => {
    expect(ownAct(view({ turns: { speaking: 'an', waiting: [] } }))).toBe('finish_turn');
  });

  it('is to say that the group may go on, except in a round, in silence, and for whoever leads', () => {
    expect(ownAct(view())).toBe('ready');
    expect(ownAct(view({ turns: { speaking: 'bo', waiting: ['an'] } }))).toBeNull();
    expect(ownAct(view({ turns: { speaking: null, waiting: [] } }))).toBe('ready');
    expect(ownAct(view({ silent: true }))).toBeNull();
    expect(ownAct(view({ leads: true }))).toBeNull();
    expect(ownAct(view({ may: [] }))).toBeNull();
  });
});

describe('a step still waits for somebody', () => {
  it('until they wrote something of what it opens', () => {
    const opens = [opening('insight'), opening('action')];
    expect(isAsked(view({ opens }))).toBe(true);
    const other = written('1', 'bo', { kind: 'insight', text: 'x' });
    expect(isAsked(view({ opens, texts: [other] }))).toBe(true);
    const own = written('1', 'an', { kind: 'insight', text: 'x' });
    expect(isAsked(view({ opens, texts: [own] }))).toBe(false);
  });

  it('until they voted, and while a question has no answer', () => {
    expect(isAsked(view({ ballot: true }))).toBe(true);
    expect(isAsked(view({ ballot: true, votes: [{}] }))).toBe(false);
    expect(isAsked(view())).toBe(false);
    const question = written('q', 'bo', { kind: 'question', text: 'x', category: null });
    const opens = [opening('answer')];
    expect(isAsked(view({ opens, texts: [question] }))).toBe(true);
    const answer = written('a', 'an', { kind: 'answer', text: 'x', question: 'q' });
    expect(isAsked(view({ opens, texts: [question, answer] }))).toBe(false);
    expect(unanswered(view({ texts: [question] }))).toEqual(new Set(['q']));
  });
});

it('what each writes once or hidden opens at once; what is told, or written by the whole group, is a line', () => {
  expect(opensAtOnce(view(), opening('leervraag'))).toBe(true);
  expect(opensAtOnce(view(), opening('question', true))).toBe(true);
  expect(opensAtOnce(view(), opening('question'))).toBe(false);
  expect(opensAtOnce(view(), opening('introduction'))).toBe(false);
  expect(opensAtOnce(view({ leads: true }), opening('leervraag'))).toBe(false);
  const inRound = view({ turns: { speaking: null, waiting: ['bo'] } });
  expect(opensAtOnce(inRound, opening('takeaway'))).toBe(false);
});
