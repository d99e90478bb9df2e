/** Answers stand under the question that they are given to. */
import type { Contribution } from '../protocol/protocol';

export interface WithAnswers {
  one: Contribution;
  answers: Contribution[];
}

/** The question that a text answers; `null` if it is no answer. */
export function questionOf({ content }: Contribution): string | null {
  return content.kind === 'answer' ? content.question : null;
}

/** Every text with the answers to it. An answer whose question is not among them stands by itself. */
export function underQuestions(texts: readonly Contribution[]): WithAnswers[] {
  const groups = new Map(texts.map((one) => [one.id, { one, answers: [] as Contribution[] }]));
  const answered = (one: Contribution) => groups.get(questionOf(one) ?? '');
  for (const one of texts) answered(one)?.answers.push(one);
  return [...groups.values()].filter(({ one }) => answered(one) === undefined);
}
