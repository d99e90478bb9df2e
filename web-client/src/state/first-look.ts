/** What an inbrenger may blot out of a report: what the page offers, the server decides. */
import type { Contribution, Response } from '../protocol/protocol';
import { isPrivate, textOf } from './content';

const BLOTTED = '▇▇▇';

export interface OwnText {
  id: string;
  one: Contribution;
  /** What would go. */
  text: string;
  /** Whether that is an answer to somebody else's text. */
  isAnswer: boolean;
}

/** Texts of one's own that others can read, and answers that one gave as the inbrenger. */
export function ownTexts(
  contributions: readonly Contribution[],
  isMine: (one: Contribution) => boolean,
  isMyRound: (round: number) => boolean,
): OwnText[] {
  return contributions.flatMap((one) => {
    if (isPrivate(one.content.kind)) return [];
    const isAnswer = !isMine(one);
    const answer = isMyRound(one.round) && one.response ? answered(one.response) : '';
    const text = isAnswer ? answer : [textOf(one.content), answer].filter(Boolean).join('\n');
    const left = text.replaceAll(BLOTTED, '').trim();
    return left === '' ? [] : [{ id: one.id, one, text, isAnswer }];
  });
}

function answered(response: Response): string {
  const { response: _kind, ...fields } = response;
  return Object.entries(fields)
    .filter(([field, value]) => typeof value === 'string' && !CHOICES.has(field) && value !== '')
    .map(([, value]) => value as string)
    .join('\n');
}

/** What was chosen and not typed. */
const CHOICES: ReadonlySet<string> = new Set(['warmth', 'feasible']);
