/** Pasted text as rows of cells: tabs, semicolons or commas, and quotes as spreadsheets write them. */

/** A quoted cell that is not closed within this is a text that begins with a quotation mark. */
const MAX_QUOTED_CHARS = 1_000;
/** In the order in which they are tried: a comma is also in names, a tab is in none. */
const SEPARATORS = ['\t', ';', ','] as const;

export interface Row {
  /** From 1, as the person who pasted it counts. */
  line: number;
  cells: string[];
}

/** Rows that have something in them. Nothing is calculated: `=1+1` is a text. */
export function rowsOf(text: string): Row[] {
  const lines = text.replace(/^\ufeff/u, '').replace(/\r\n?|[\u2028\u2029]/gu, '\n');
  return rowsBy(lines, separatorOf(lines)).filter(({ cells }) => cells.some((cell) => cell !== ''));
}

/** The first separator that at least half of the lines have; `null` for a plain list of names. */
function separatorOf(text: string): string | null {
  const lines = text.split('\n').filter((line) => line.trim() !== '');
  const has = (separator: string) =>
    lines.filter((line) => line.replace(/"[^"]*"/gu, '').includes(separator)).length;
  return SEPARATORS.find((one) => has(one) > 0 && has(one) * 2 >= lines.length) ?? null;
}

function rowsBy(text: string, separator: string | null): Row[] {
  const rows: Row[] = [];
  let row: Row = { line: 1, cells: [] };
  let line = 1;
  let at = 0;
  while (at <= text.length) {
    const { cell, end } = cellAt(text, at, separator);
    row.cells.push(cleanCell(cell));
    line += text.slice(at, end).split('\n').length - 1;
    if (text[end] !== separator || end >= text.length) {
      rows.push(row);
      line += 1;
      row = { line, cells: [] };
    }
    at = end + 1;
  }
  return rows;
}

/** The cell that begins here, and where its separator or line end is. */
function cellAt(text: string, start: number, separator: string | null) {
  const quoted = text[start] === '"' ? quotedCell(text, start, separator) : null;
  if (quoted) return quoted;
  let end = start;
  while (end < text.length && text[end] !== '\n' && text[end] !== separator) end++;
  return { cell: text.slice(start, end), end };
}

function quotedCell(text: string, start: number, separator: string | null) {
  const most = Math.min(text.length, start + MAX_QUOTED_CHARS);
  for (let at = start + 1; at < most; at++) {
    if (text[at] !== '"') continue;
    if (text[at + 1] === '"') {
      at++;
      continue;
    }
    const next = text[at + 1];
    if (next !== undefined && next !== '\n' && next !== separator) return null;
    return { cell: text.slice(start + 1, at).replaceAll('""', '"'), end: at + 1 };
  }
  return null;
}

/** One line without what nobody sees: control characters, and marks that turn the direction of a text. */
export function cleanCell(cell: string): string {
  return cell
    .replace(/[\s\u00a0]+/gu, ' ')
    .replace(/[\p{Cc}\u200b\u200e\u200f\u202a-\u202e\u2060\u2066-\u2069\ufeff]/gu, '')
    .trim();
}
