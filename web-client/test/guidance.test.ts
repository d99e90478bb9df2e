import { describe, expect, it } from 'vitest';
import type { Phase, Role, Step, Text } from '../src/protocol/protocol';
import { firstSentence, guidanceFor } from '../src/state/guidance';

const text = (word: string): Text => ({ nl: word, en: word });
const WRITE = text('schrijf');
const LEAD = text('leid');
const TELL = text('vertel');
const WATCH = text('bewaak');
const VOTE = text('stem');
const COUNT = text('tel');

const phase = (guidance: Phase['guidance']) => ({ guidance }) as Phase;
const step = (guidance?: Step['guidance']) => ({ guidance }) as Step;

const PHASE = phase({
  gespreksleider: LEAD,
  inbrenger: TELL,
  deelnemer: WRITE,
  tijdbewaker: WATCH,
});
const main = (roles: Role[], at: Step | null) => guidanceFor(roles, PHASE, at).main;

describe('what is asked now', () => {
  it('is what the step asks of this role', () => {
    const ballot = step({ deelnemer: VOTE, gespreksleider: COUNT });
    expect(main(['deelnemer'], ballot)).toBe(VOTE);
    expect(main(['gespreksleider'], ballot)).toBe(COUNT);
  });

  it('is what the phase asks where the step does not name the role', () => {
    const ballot = step({ deelnemer: VOTE });
    expect(main(['inbrenger'], ballot)).toBe(TELL);
    expect(main(['gespreksleider'], ballot)).toBe(LEAD);
  });

  it('is what the phase asks where the step says nothing at all', () => {
    expect(main(['deelnemer'], step())).toBe(WRITE);
    expect(main(['deelnemer'], step({}))).toBe(WRITE);
    expect(main(['deelnemer'], null)).toBe(WRITE);
  });

  it('is first of all what is asked of the inbrenger', () => {
    expect(main(['deelnemer', 'inbrenger'], step({ deelnemer: VOTE }))).toBe(TELL);
  });

  it('has what an office asks besides, from the step or else from the phase', () => {
    const roles: Role[] = ['deelnemer', 'tijdbewaker', 'verslaglegger'];
    const offices = (at: Step) => guidanceFor(roles, PHASE, at).offices;
    expect(offices(step())).toEqual([{ office: 'tijdbewaker', text: WATCH }]);
    expect(offices(step({ tijdbewaker: COUNT, verslaglegger: VOTE }))).toEqual([
      { office: 'tijdbewaker', text: COUNT },
      { office: 'verslaglegger', text: VOTE },
    ]);
  });

  it('is that of the deelnemer for a role that nobody wrote a text for', () => {
    const added = guidanceFor(['inbrenger'], phase({ deelnemer: WRITE }), step());
    expect(added).toEqual({ main: WRITE, offices: [] });
  });

  it('is nothing in a phase that the group added', () => {
    expect(guidanceFor(['deelnemer'], phase({}), step())).toEqual({ main: null, offices: [] });
    expect(guidanceFor(['deelnemer'], undefined, null)).toEqual({ main: null, offices: [] });
  });
});

it('the first sentence of a text says what is asked, and the rest can wait', () => {
  expect(firstSentence('Luister. Noteer wat je raakt.')).toEqual({
    first: 'Luister.',
    rest: 'Noteer wat je raakt.',
  });
  expect(firstSentence('Waar draait het om? Eén zin.').first).toBe('Waar draait het om?');
  expect(firstSentence('Zonder punt')).toEqual({ first: 'Zonder punt', rest: '' });
  expect(firstSentence('')).toEqual({ first: '', rest: '' });
});
