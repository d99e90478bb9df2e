/** Figures of several repetitions, and the table that is printed. */

export function median(figures: readonly number[]): number {
  return percentile(figures, 50);
}

/** The smallest figure that `percent` of all are not above. */
export function percentile(figures: readonly number[], percent: number): number {
  const sorted = [...figures].sort((a, b) => a - b);
  const place = Math.max(0, Math.ceil((percent / 100) * sorted.length) - 1);
  return sorted[place] ?? Number.NaN;
}

/** The median of one field over the repetitions. */
export function medianOf<T>(runs: readonly T[], field: (run: T) => number): number {
  return median(runs.map(field));
}

/** Prints a Markdown table, so that it can be taken over as it is. */
export function printTable(head: readonly string[], rows: readonly (readonly string[])[]): void {
  const line = (cells: readonly string[]) => `| ${cells.join(' | ')} |`;
  const rule = head.map((_, column) => (column === 0 ? '---' : '---:'));
  console.log(['', line(head), line(rule), ...rows.map(line), ''].join('\n'));
}

export const whole = (figure: number): string => Math.round(figure).toLocaleString('en');

export const tenths = (figure: number): string => figure.toFixed(1);
