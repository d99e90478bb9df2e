/** How many questions of each category there are, for whoever leads. */
import type { Contribution, QuestionCategory } from '../protocol/protocol';

const ORDER: QuestionCategory[] = ['factual', 'reasoning', 'self_regulation'];

/** In the order of the categories, those of which there are none included; none without categories. */
export function balanceOf(
  contributions: readonly Contribution[],
): { category: QuestionCategory; count: number }[] {
  const categories = contributions.flatMap(({ content }) =>
    content.kind === 'question' && content.category ? [content.category] : [],
  );
  if (categories.length === 0) return [];
  return ORDER.map((category) => ({
    category,
    count: categories.filter((one) => one === category).length,
  }));
}
