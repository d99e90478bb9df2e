import { describe, expect, it } from 'vitest';
import type { Content, Contribution } from '../src/protocol/protocol';
import { routeOf } from '../src/route';
import { subjectOf } from '../src/state/display.svelte';

describe('the link of a display', () => {
  it('keeps its secret in the fragment', () => {
    expect(routeOf('/display', '#AbC_-9')).toEqual({ at: 'display', secret: 'AbC_-9' });
  });

  it('is known without one, and says so on its screen', () => {
    expect(routeOf('/display', '')).toEqual({ at: 'display', secret: '' });
    expect(routeOf('/display/', '#%20')).toEqual({ at: 'display', secret: '' });
  });

  it('is at no deeper address', () => {
    expect(routeOf('/display/AbC', '')).toEqual({ at: 'unknown' });
  });
});

describe('what a group works from', () => {
  const one = (content: Content, chosen = false, round = 1): Contribution => ({
    id: JSON.stringify([content, round]),
    author: null,
    mine: false,
    round,
    at: null,
    held: false,
    content,
    response: null,
    supporters: [],
    chosen,
    edited: false,
  });
  const leervraag = (text: string): Content => ({ kind: 'leervraag', text, origin: null });
  const kernvraag = (text: string): Content => ({ kind: 'kernvraag', text });
  const ofCase = (text: string, own: string): Content => ({ kind: 'case', text, leervraag: own });

  it('is the latest leervraag, and that of the case as long as there is none', () => {
    const before = [one(ofCase('', 'van de casus'))];
    expect(subjectOf(before, 1)).toEqual([{ kind: 'leervraag', text: 'van de casus' }]);
    const after = [...before, one(leervraag('eerst')), one(leervraag('scherper'))];
    expect(subjectOf(after, 1)).toEqual([{ kind: 'leervraag', text: 'scherper' }]);
  });

  it('is not a case that was put in front of everybody whole', () => {
    expect(subjectOf([one(ofCase('het hele verhaal', 'van iemand'))], 1)).toEqual([]);
  });

  it('is the chosen kernvraag and no proposal', () => {
    const shown = [one(kernvraag('gekozen'), true), one(kernvraag('een voorstel'))];
    expect(subjectOf(shown, 1)).toEqual([{ kind: 'kernvraag', text: 'gekozen' }]);
  });

  it('is nothing of an earlier round', () => {
    expect(subjectOf([one(leervraag('van toen'), false, 1)], 2)).toEqual([]);
  });
});
