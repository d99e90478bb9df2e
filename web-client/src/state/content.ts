/** Contents and the forms they are typed in. A form is flat text, so that a draft can be kept of any kind. */
import type { Content, Kind, Opening } from '../protocol/protocol';
import { assertNever } from '../assert-never';

export type Form = { [field: string]: string };

export const TEXT_KINDS = [
  'lookback',
  'introduction',
  'kernvraag',
  'idea',
  'need',
  'advice',
  'experience',
  'insight',
  'takeaway',
  'record',
  'note',
] as const satisfies readonly Kind[];

export type TextKind = (typeof TEXT_KINDS)[number];

export const COMMITMENT_FIELDS = ['what', 'who', 'by_when', 'evaluation'] as const;
export const GOAL_FIELDS = [
  'behaviour',
  'level',
  'how_often',
  'how_long',
  'by_when',
  'evaluation',
] as const;

/** Fields that hold a choice, not something typed. */
const CHOICES = [
  'tag',
  'category',
  'worth_it',
  'unclear',
  'observations',
  'question',
  'feasible',
  'appeals',
];

/** The field a sentence starter begins and a caution reads. */
export function mainField(kind: Kind): string {
  switch (kind) {
    case 'goal':
      return 'behaviour';
    case 'action':
    case 'agreement':
      return 'what';
    case 'evaluation':
      return 'why';
    default:
      return 'text';
  }
}

/** Whether anything was typed. A choice alone is no text that could be lost. */
export function isBlank(form: Form): boolean {
  return Object.entries(form).every(([field, text]) => CHOICES.includes(field) || !text.trim());
}

/** Everything typed in a form, as one text. */
export function textOfForm(kind: Kind, form: Form): string {
  const content = toContent(kind, form);
  const whole = content === null ? '' : textOf(content);
  const typed = Object.entries(form).filter(([field]) => !CHOICES.includes(field));
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
  const get = (field: string) => (form[field] ?? '').trim();
  const orNull = (field: string) => get(field) || null;
  const text = get('text');
  switch (kind) {
    case 'case':
      return text ? { kind, text, leervraag: orNull('leervraag') } : null;
    case 'leervraag':
      if (form.unclear) return { kind, text: null, origin: orNull('origin') };
      return text ? { kind, text, origin: orNull('origin') } : null;
    case 'observation': {
      const tag = opening?.only ?? form.tag;
      return text && (tag === 'strength' || tag === 'observation') ? { kind, text, tag } : null;
    }
    case 'question': {
      const category = questionCategory(form.category);
      if (!text || (opening?.category_required && !category)) return null;
      return { kind, text, category };
    }
    case 'answer':
      return text && get('question') ? { kind, text, question: get('question') } : null;
    case 'theme':
      return text
        ? { kind, text, observations: get('observations').split(' ').filter(Boolean) }
        : null;
    case 'feedback': {
      const { tag } = form;
      const example = get('example');
      if (!text || !example || (tag !== 'strength' && tag !== 'suggestion')) return null;
      return { kind, text, tag, example };
    }
    case 'goal':
      if (!get('behaviour')) return null;
      return {
        kind,
        behaviour: get('behaviour'),
        level: get('level'),
        how_often: get('how_often'),
        how_long: get('how_long'),
        by_when: get('by_when'),
        evaluation: get('evaluation'),
      };
    case 'action':
    case 'agreement':
      if (!get('what')) return null;
      return {
        kind,
        what: get('what'),
        who: get('who'),
        by_when: get('by_when'),
        evaluation: get('evaluation'),
      };
    case 'evaluation': {
      const worth = form.worth_it;
      if (worth !== 'yes' && worth !== 'partly' && worth !== 'no') return null;
      return { kind, worth_it: worth, why: get('why'), keep: get('keep'), change: get('change') };
    }
    case 'lookback':
    case 'introduction':
    case 'kernvraag':
    case 'idea':
    case 'need':
    case 'advice':
    case 'experience':
    case 'insight':
    case 'takeaway':
    case 'record':
    case 'note':
      return text ? { kind, text } : null;
    default:
      return assertNever(kind);
  }
}

/** The form that makes this content again, for editing. */
export function toForm(content: Content): Form {
  const form: Form = {};
  for (const [field, value] of Object.entries(content)) {
    if (field === 'kind') continue;
    form[field] = Array.isArray(value) ? value.join(' ') : (value ?? '');
  }
  if (content.kind === 'leervraag' && content.text === null) form.unclear = '1';
  return form;
}

/** What was written, as plain text: to copy, to keep as a note, to read for a caution. */
export function textOf(content: Content): string {
  const { kind: _kind, ...fields } = content;
  return Object.entries(fields)
    .filter(
      ([field, value]) => !CHOICES.includes(field) && typeof value === 'string' && value !== '',
    )
    .map(([, value]) => value as string)
    .join('\n');
}

function questionCategory(value: string | undefined) {
  return value === 'factual' || value === 'reasoning' || value === 'self_regulation' ? value : null;
}
