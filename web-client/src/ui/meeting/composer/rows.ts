/** Which fields a composer shows for a kind, in which order, and with which words. */
import type { Dictionary } from '../../../i18n/nl/whole';
import type { Kind, Opening } from '../../../protocol/protocol';
import {
  asks,
  fieldsOf,
  isAsked,
  isTyped,
  mainField,
  type Field,
  type Form,
} from '../../../state/content';

export interface TextRow {
  input: 'text';
  field: string;
  label: string;
  hint?: string;
  placeholder?: string;
  required: boolean;
  /** The field that sentence starters begin and that the keyboard goes to. */
  main: boolean;
  /** The label is for screen readers only. */
  quiet: boolean;
  /** As high as one line, where a kind asks for several short texts. */
  low: boolean;
}

export interface ChoiceRow {
  input: 'choice';
  field: string;
  legend: string;
  labels: { [value: string]: string };
  hints?: { [value: string]: string };
  /** Whether it can be left open. */
  optional: boolean;
  /** The words that take such a choice back. */
  none?: string;
}

/** A moment of a fragment, typed as minutes and seconds. */
export interface MomentRow {
  input: 'moment';
  field: string;
  label: string;
}

export interface ReferencesRow {
  input: 'references';
  field: string;
}

/** The meeting's learning outcomes, to point at. */
export interface OutcomesRow {
  input: 'outcomes';
  field: string;
}

/** The box that says that a leervraag is not clear yet; it takes the place of the text. */
export interface UnclearRow {
  input: 'unclear';
  field: 'unclear';
}

export type Row = TextRow | MomentRow | ChoiceRow | ReferencesRow | OutcomesRow | UnclearRow;

/** `first`: what is asked before sharing; `later`: the rest, which is asked after it. */
export type Part = 'first' | 'later' | 'all';

/** A fragment is shown from what is filled in, and an observation says at once when it was. */
const AT_ONCE: ReadonlySet<Kind> = new Set<Kind>(['fragment', 'observation']);

/** Whether there is more to ask of a text of this kind once it is shared. */
export function asksLater(opening: Opening, words: Dictionary): boolean {
  return partOf(rowsOf(opening, {}, words), opening.kind, 'later').length > 0;
}

export function partOf(rows: readonly Row[], kind: Kind, part: Part): Row[] {
  if (part === 'all') return [...rows];
  return rows.filter((row) => (AT_ONCE.has(kind) || isFirst(row)) === (part === 'first'));
}

function isFirst(row: Row): boolean {
  if (row.input === 'text') return row.main || row.required;
  return row.input === 'unclear' || (row.input === 'choice' && !row.optional);
}

/** Kinds of which several short texts are asked. */
const SEVERAL: ReadonlySet<Kind> = new Set<Kind>([
  'goal',
  'action',
  'agreement',
  'support',
  'fragment',
]);

/** Fields whose label is not that of every field with the same name. */
const LABELS: { [field: string]: (words: Dictionary) => string } = {
  'case.leervraag': (words) => words.compose.leervraag,
  'leervraag.origin': (words) => words.compose.origin,
  'feedback.example': (words) => words.compose.example,
  'goal.evaluation': (words) => words.fields.goalEvaluation,
  'fragment.title': (words) => words.fields.fragmentTitle,
  'leervraag.goal': (words) => words.fields.meetingGoal,
  'support.what': (words) => words.fields.whatSupport,
  'agreement.what': (words) => words.fields.whatAgreement,
};

const CHOICES: {
  [field: string]: (words: Dictionary) => Omit<ChoiceRow, 'input' | 'field' | 'optional'>;
} = {
  'observation.tag': (words) => ({
    legend: words.compose.chooseTag,
    labels: words.observationTags,
  }),
  'question.category': (words) => ({
    legend: words.compose.chooseCategory,
    labels: words.questionCategories,
    hints: words.questionCategoryHints,
  }),
  'feedback.tag': (words) => ({
    legend: words.compose.chooseFeedback,
    labels: words.feedbackTags,
  }),
  'case.wish': (words) => ({
    legend: words.compose.wish,
    labels: words.wishes,
    none: words.compose.wishNone,
  }),
  'agreement.about': (words) => ({
    legend: words.compose.about,
    labels: words.abouts,
    none: words.compose.aboutNone,
  }),
  'evaluation.worth_it': (words) => ({ legend: words.compose.worthIt, labels: words.worth }),
};

/** The label of a field that is typed. */
export function labelOf(kind: Kind, field: string, words: Dictionary): string {
  const own = LABELS[`${kind}.${field}`];
  if (own) return own(words);
  if (field === 'text') return words.asks[kind];
  return (words.fields as { [field: string]: string })[field] ?? field;
}

/**
 * The rows for a new text, or for one that is being changed. `label` stands above the main field in
 * place of the words for the kind.
 */
export function rowsOf(
  opening: Opening,
  form: Form,
  words: Dictionary,
  label: string | null = null,
): Row[] {
  const { kind } = opening;
  return inOrder(kind).flatMap((field) => {
    const rows: Row[] = isShown(field, opening, form) ? rowOf(opening, field, form, words) : [];
    if (label !== null) useLabel(rows, label);
    return kind === 'leervraag' && field.name === 'text'
      ? [...rows, { input: 'unclear', field: 'unclear' }]
      : rows;
  });
}

function useLabel(rows: Row[], label: string): void {
  for (const row of rows) if (row.input === 'text' && row.main) row.label = label;
}

/** The order of the table, except that feedback and agreements say first what they are about. */
function inOrder(kind: Kind): readonly Field[] {
  const fields = fieldsOf(kind);
  if (kind !== 'feedback' && kind !== 'agreement') return fields;
  return [...fields].sort((a, b) => Number(isTyped(a)) - Number(isTyped(b)));
}

function isShown(field: Field, opening: Opening, form: Form): boolean {
  if (!asks(opening, field)) return false;
  if (opening.kind === 'observation' && field.name === 'tag') return !opening.only;
  if (opening.kind === 'question' && field.name === 'category') return opening.category_required;
  if (opening.kind === 'leervraag' && field.name === 'text') return !form.unclear;
  return true;
}

function rowOf(opening: Opening, field: Field, form: Form, words: Dictionary): Row[] {
  const { kind } = opening;
  switch (field.type) {
    case 'text':
    case 'line':
      return [textRow(opening, field, form, words)];
    case 'moment':
      return [{ input: 'moment', field: field.name, label: labelOf(kind, field.name, words) }];
    case 'choice': {
      const choice = CHOICES[`${kind}.${field.name}`];
      if (!choice) return [];
      const optional = !isAsked(kind, field, form, opening);
      return [{ input: 'choice', field: field.name, optional, ...choice(words) }];
    }
    case 'references':
      return [{ input: 'references', field: field.name }];
    case 'outcomes':
      return [{ input: 'outcomes', field: field.name }];
    case 'reference':
    case 'named':
    case 'taken_along':
      // Set by the place where it is written: an answer under its question.
      return [];
  }
}

function hintOf(kind: Kind, field: string, words: Dictionary): string | undefined {
  if (kind === 'feedback' && field === 'example') return words.compose.exampleHint;
  return kind === 'fragment' && field === 'link' ? words.compose.linkHint : undefined;
}

function textRow(opening: Opening, field: Field, form: Form, words: Dictionary): TextRow {
  const { kind } = opening;
  const main = field.name === mainField(kind);
  return {
    input: 'text',
    field: field.name,
    label: labelOf(kind, field.name, words),
    hint: hintOf(kind, field.name, words),
    placeholder: kind === 'note' ? words.notes.placeholder : undefined,
    required: isAsked(kind, field, form),
    main,
    quiet: kind === 'note',
    low: SEVERAL.has(kind) && (opening.asks ?? []).length !== 1,
  };
}
