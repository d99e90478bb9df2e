/**
 * Contents and the forms they are typed in. A form is flat text, so that a draft of any kind can be
 * kept. Which fields a kind has comes from the generated table `KINDS`.
 */
import { KINDS } from '../protocol/kinds';
import type { Content, Kind, Opening } from '../protocol/protocol';
import { readMoment, shownMoment } from './moments';

export type Form = { [field: string]: string };

/** One field of a kind. */
export interface Field {
  readonly name: string;
  /**
   * `text`: several lines. `reference` and `references`: ids of contributions of the kind `to`.
   * `named`: the id of something that the method names. `outcomes`: places in the meeting's learning
   * outcomes, from 0. `taken_along`: the id of something from the last meeting.
   */
  readonly type:
    | 'text'
    | 'line'
    | 'moment'
    | 'choice'
    | 'reference'
    | 'references'
    | 'named'
    | 'outcomes'
    | 'taken_along';
  /** Whether the server refuses the content when this field is empty or missing. */
  readonly required: boolean;
  /** Asked only where the step lists it, and left out of the content when it is empty. */
  readonly listed?: boolean;
  readonly values?: readonly string[];
  readonly to?: Kind;
}

interface KindOfText {
  /** Written once by each person as a rule; the page asks before it offers the fields again. */
  readonly once: boolean;
  readonly fields: readonly Field[];
}

const TABLE: { readonly [K in Kind]: KindOfText } = KINDS;

/** The fields in the order of the table; none for a kind that only a newer server knows. */
export function fieldsOf(kind: Kind): readonly Field[] {
  return Object.hasOwn(TABLE, kind) ? TABLE[kind].fields : [];
}

export function isWrittenOnce(kind: Kind): boolean {
  return TABLE[kind].once;
}

/** Whether nobody but its author ever receives it. */
export function isPrivate(kind: Kind): boolean {
  return kind === 'note' || kind === 'reflection';
}

/** Whether it stands in the lists of what is written in the steps. */
export function isOfSteps(kind: Kind): boolean {
  return !isPrivate(kind) && kind !== 'preparation';
}

/** Whether the field is typed by hand, on one line or several. */
export function isTyped(field: Field): boolean {
  return field.type === 'text' || field.type === 'line';
}

type NullableFields<C> = { [F in keyof C as null extends C[F] ? F : never]: true };
type KindsWithNullable = {
  [
    K in Kind as keyof NullableFields<Extract<Content, { kind: K }>> extends never ? never : K
  ]: NullableFields<Extract<Content, { kind: K }>>;
};

/** Fields that are `null` when nothing was entered. Every other empty text is sent as `''`. */
const NULL_WHEN_EMPTY: KindsWithNullable = {
  case: { leervraag: true },
  leervraag: { text: true, origin: true },
  question: { category: true },
  evaluation: { worth_it: true },
};

function isNullWhenEmpty(kind: Kind, field: string): boolean {
  const fields: { [field: string]: true } =
    kind in NULL_WHEN_EMPTY ? NULL_WHEN_EMPTY[kind as keyof KindsWithNullable] : {};
  return Object.hasOwn(fields, field);
}

/** Fields that are left out of the content when nothing was entered. */
function isAbsentWhenEmpty(field: Field): boolean {
  return field.listed === true || field.type === 'moment' || field.type === 'outcomes';
}

/** The form's own field, for a leervraag that is not clear yet: its text is then `null`. */
const UNCLEAR = 'unclear';

/** Fields of a form that hold a choice or an id, not something typed. */
const NOT_TYPED: ReadonlySet<string> = new Set([
  UNCLEAR,
  ...Object.values(TABLE).flatMap(({ fields }) =>
    fields.filter((field) => !isTyped(field)).map((field) => field.name),
  ),
]);

/** The field a sentence starter begins and a caution reads: the first one that is typed. */
export function mainField(kind: Kind): string {
  return fieldsOf(kind).find(isTyped)?.name ?? 'text';
}

/** Whether a step asks this field; without a list it asks all of the kind but those to be listed. */
export function asks(opening: Opening | undefined, field: Field): boolean {
  const asked = opening?.asks ?? [];
  return asked.includes(field.name) || (asked.length === 0 && !field.listed);
}

/** Whether the author has to fill the field in before the text can be shared. */
export function isAsked(kind: Kind, field: Field, form: Form, opening?: Opening): boolean {
  if (kind === 'leervraag' && field.name === 'text') return !form[UNCLEAR];
  if (kind === 'lookback' && field.name === 'text') return !form['progress'];
  if (kind === 'question' && field.name === 'category') return opening?.category_required ?? false;
  if (kind === 'evaluation' && field.name === 'worth_it') return asks(opening, field);
  return field.required;
}

/** Whether anything was typed. A choice alone is no text that could be lost. */
export function isBlank(form: Form): boolean {
  return Object.entries(form).every(([field, text]) => NOT_TYPED.has(field) || !text.trim());
}

/** Everything typed in a form, as one text. */
export function textOfForm(kind: Kind, form: Form): string {
  const content = toContent(kind, form);
  const whole = content === null ? '' : textOf(content);
  const typed = Object.entries(form).filter(([field]) => !NOT_TYPED.has(field));
  return (
    whole ||
    typed
      .map(([, text]) => text.trim())
      .filter(Boolean)
      .join('\n')
  );
}

/** The content a form stands for, or `null` while something required is missing. */
export function toContent(kind: Kind, form: Form, opening?: Opening): Content | null {
  const content: { [field: string]: unknown } = { kind };
  for (const field of fieldsOf(kind)) {
    const entered = enteredIn(kind, field, form, opening);
    if (entered === '' && isAsked(kind, field, form, opening)) return null;
    if (entered === '' && isAbsentWhenEmpty(field)) continue;
    if (field.type === 'moment') {
      const seconds = readMoment(entered);
      if (seconds === null) return null;
      content[field.name] = seconds;
      continue;
    }
    if (field.type === 'outcomes') content[field.name] = entered.split(' ').map(Number);
    else if (field.type === 'references') content[field.name] = entered.split(' ').filter(Boolean);
    else content[field.name] = entered || (isNullWhenEmpty(kind, field.name) ? null : '');
  }
  // Nothing at all is no evaluation.
  if (kind === 'evaluation' && !content['worth_it'] && isBlank(form)) return null;
  return content as Content;
}

/**
 * What the form says for this field; empty when that is nothing, or no value that the field has.
 */
function enteredIn(kind: Kind, field: Field, form: Form, opening?: Opening): string {
  if (kind === 'leervraag' && field.name === 'text' && form[UNCLEAR]) return '';
  // A step for one tag alone does not ask for it.
  const only = kind === 'observation' && field.name === 'tag' ? opening?.only : null;
  const entered = only ?? (form[field.name] ?? '').trim();
  return field.values && !field.values.includes(entered) ? '' : entered;
}

/** The form that makes this content again, for editing. */
export function toForm(content: Content): Form {
  const form: Form = {};
  for (const [field, value] of Object.entries(content)) {
    if (field === 'kind') continue;
    if (typeof value === 'number') form[field] = shownMoment(value);
    else form[field] = Array.isArray(value) ? value.join(' ') : (value ?? '');
  }
  if (content.kind === 'leervraag' && content.text === null) form[UNCLEAR] = '1';
  return form;
}

/** The typed fields as plain text, one below the other. */
export function textOf(content: Content): string {
  const { kind: _kind, ...fields } = content;
  return Object.entries(fields)
    .filter(([field, value]) => !NOT_TYPED.has(field) && typeof value === 'string' && value !== '')
    .map(([, value]) => value as string)
    .join('\n');
}
