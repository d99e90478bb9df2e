import { describe, expect, it } from 'vitest';
import { en } from '../src/i18n/en/whole';
import { nl } from '../src/i18n/nl/whole';
import { PROBLEMS, REJECTIONS } from '../src/protocol/codes';

describe.each([
  ['Dutch', nl],
  ['English', en],
] as const)('%s', (_name, dictionary) => {
  it.each(REJECTIONS)('has a sentence for the rejection %s', (code) => {
    expect(dictionary.rejections[code]).toMatch(/\S.*[.!?]$/u);
  });

  it.each(PROBLEMS)('has a sentence for the problem %s', (code) => {
    expect(dictionary.problems[code]).toMatch(/\S.*[.!?]$/u);
  });

  it('leaves no text empty', () => {
    expect(empty(dictionary)).toEqual([]);
  });
});

it('has the same keys in both languages', () => {
  expect(keys(en)).toEqual(keys(nl));
});

function keys(of: object, path = ''): string[] {
  return Object.entries(of)
    .flatMap(([key, value]) =>
      typeof value === 'object' && value !== null ? keys(value, `${path}${key}.`) : [path + key],
    )
    .sort();
}

function empty(of: object, path = ''): string[] {
  return Object.entries(of).flatMap(([key, value]) => {
    if (typeof value === 'object' && value !== null) return empty(value, `${path}${key}.`);
    return typeof value === 'string' && value.trim() === '' ? [path + key] : [];
  });
}
