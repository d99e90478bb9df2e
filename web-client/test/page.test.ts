// @vitest-environment jsdom
import { afterEach, beforeEach, describe, expect, it, vi } from 'vitest';
import { nl } from '../src/i18n/nl/whole';
import type { Clock } from '../src/protocol/protocol';
import { mayChange, ownText, PageUnderTest, SESSION, stage } from './page';

const SERVER_MS = 1_795_548_600_000;
const MINUTE_MS = 60_000;
const TIMER = '[data-testid="timer"]';
const SAVE = '[data-testid="save-state"]';

let page: PageUnderTest;

/** The phase's timer, with so much left. */
const running = (ms: number): Clock => ({
  clock: 'running',
  ends_at_ms: page.serverMs() + ms,
});

function arrive(offMs = 0): void {
  vi.setSystemTime(SERVER_MS - offMs);
  page = new PageUnderTest(offMs);
}

beforeEach(() => {
  vi.useFakeTimers();
  localStorage.clear();
});
afterEach(async () => {
  await page.leave();
  vi.useRealTimers();
});

describe('the timer', () => {
  it.each([
    ['late', 15 * MINUTE_MS],
    ['early', -15 * MINUTE_MS],
  ])('is the server’s from the first moment on a device that is 15 minutes %s', (_how, off) => {
    arrive(off);
    page.enter(running(4 * MINUTE_MS));
    expect(page.text(TIMER)).toBe('4:00');
    page.pass(90_000);
    expect(page.text(TIMER)).toBe('2:30');
    expect(page.announced).toEqual([]);
  });

  it.each([
    ['late', 15 * MINUTE_MS, 'in the last minute', 50_000, '0:50', '0:40'],
    ['late', 15 * MINUTE_MS, 'in overtime', -50_000, '+0:50', '+1:00'],
    ['early', -15 * MINUTE_MS, 'in the last minute', 50_000, '0:50', '0:40'],
    ['early', -15 * MINUTE_MS, 'in overtime', -50_000, '+0:50', '+1:00'],
  ])(
    'announces nothing to a device 15 minutes %s (%i ms) that arrives %s',
    (_how, off, _when, left, first, later) => {
      arrive(off);
      page.enter(running(left));
      expect(page.text(TIMER)).toBe(first);
      page.pass(10_000);
      expect(page.text(TIMER)).toBe(later);
      expect(page.announced).toEqual([]);
    },
  );

  it('shows a new time as it is, also between two ticks', () => {
    arrive();
    page.enter(running(4 * MINUTE_MS));
    page.pass(400);
    page.update({ type: 'timer', ...running(5 * MINUTE_MS) });
    expect(page.text(TIMER)).toBe('5:00');
  });

  it('says once that a minute is left and once that time is up, and looks and reads otherwise then', () => {
    arrive();
    page.enter(running(62_000));
    page.pass(1_500);
    expect(page.announced).toEqual([]);
    page.pass(20_000);
    expect(page.announced).toEqual([nl.timer.minuteLeft]);
    page.pass(40_000);
    expect(page.text(TIMER)).toBe('0:01');
    expect(page.one('.timer').classList).not.toContain('over');
    expect(page.announced).toEqual([nl.timer.minuteLeft]);
    page.pass(70_000);
    expect(page.announced).toEqual([nl.timer.minuteLeft, nl.timer.timeUp]);
    expect(page.text(TIMER)).toBe('+1:09');
    expect(page.one('.timer').classList).toContain('over');
    expect(page.text('.timer .word')).toBe(nl.timer.over);
  });

  it('says nothing about time that a pause keeps', () => {
    arrive();
    page.enter(running(2 * MINUTE_MS));
    page.update({ type: 'timer', clock: 'paused', remaining_ms: 61_000 });
    page.pass(5 * MINUTE_MS);
    expect(page.text(TIMER)).toBe('1:01');
    expect(page.text('.timer .word')).toBe(nl.timer.paused);
    expect(page.announced).toEqual([]);
  });

  it('tells whoever types of the step that everybody goes to, and leads the others to its title', () => {
    arrive();
    page.enter(running(4 * MINUTE_MS));
    page.update(stage('rondje'));
    expect(document.activeElement).toBe(page.one('[data-testid="phase-title"]'));
    expect(page.announced).toEqual([]);
    page.update(stage('opschrijven'));
    page.type('Een casus');
    page.one('[data-testid="composer-case"] [data-main]').focus();
    page.update(stage('rondje'));
    expect(page.announced).toEqual([
      'We gaan verder met Inventarisatie: Noem hem kort, om de beurt.',
    ]);
  });
});

describe('what is said about saving', () => {
  beforeEach(() => {
    arrive();
    page.enter(running(4 * MINUTE_MS));
  });

  const id = () => page.commands()[0]?.id ?? '';

  it('is "saving" from the click until the answer, and "saved" not before', () => {
    expect(page.text(SAVE)).toBe(nl.save.saved);
    page.type('Een casus');
    page.share();
    expect(page.text(SAVE)).toBe(nl.save.saving);
    page.pass(9_000);
    expect(page.text(SAVE)).toBe(nl.save.saving);
    page.says({ type: 'accepted', id: id(), created: 'c' });
    expect(page.text(SAVE)).toBe(nl.save.saved);
  });

  it('stays "saving" while the server cannot store it, and the same command goes out again', () => {
    page.type('Een casus');
    page.share();
    for (let times = 0; times < 3; times++) {
      page.says({ type: 'failed', id: id(), code: 'storage_unavailable' });
      expect(page.text(SAVE)).toBe(nl.save.saving);
      page.pass(16_000);
    }
    expect(new Set(page.commands().map((command) => command.id)).size).toBe(1);
    expect(page.commands().length).toBeGreaterThan(3);
    page.says({ type: 'accepted', id: id(), created: 'c' });
    expect(page.text(SAVE)).toBe(nl.save.saved);
  });

  it('is "no connection" until the connection is back, and "saving" until the answer then', () => {
    page.type('Een casus');
    page.socket.ends(1006);
    page.look();
    expect(page.one(SAVE).textContent).toBe(nl.save.offline);
    page.share();
    expect(page.one(SAVE).textContent).toBe(nl.save.offline);
    page.pass(1_000);
    expect(page.one(SAVE).textContent).toBe(nl.save.offline);
    page.resume('b');
    expect(page.text(SAVE)).toBe(nl.save.saving);
    page.says({ type: 'accepted', id: id(), created: 'c' });
    expect(page.text(SAVE)).toBe(nl.save.saved);
  });

  it('is the truth on a device that keeps nothing', () => {
    const full = vi.spyOn(Storage.prototype, 'setItem').mockImplementation(() => {
      throw new DOMException('full', 'QuotaExceededError');
    });
    page.type('Een casus');
    page.look();
    expect(page.text(SAVE)).toBe(nl.save.notStored);
    full.mockRestore();
    page.type('Een casus!');
    expect(page.text(SAVE)).toBe(nl.save.saved);
  });
});

describe('the button that changes a text of one’s own', () => {
  const changeable = () =>
    [...document.querySelectorAll('[data-testid="contribution"]')]
      .filter((item) => item.textContent?.includes(nl.meeting.edit))
      .map((item) => item.querySelector('.text')?.textContent?.trim());

  beforeEach(() => {
    arrive();
    page.enter(running(4 * MINUTE_MS));
    page.update(ownText('inventarisatie', 1), ownText('inventarisatie', 2), ownText('slot', 1));
    // The texts of earlier steps are there once they are unfolded.
    const earlier = [...document.querySelectorAll('details')].find((details) =>
      details.textContent?.includes(nl.meeting.earlier),
    );
    if (earlier) earlier.open = true;
    earlier?.dispatchEvent(new Event('toggle'));
    page.look();
  });

  it('is there in the phase and the round that the server names', () => {
    expect(changeable()).toEqual(['Uit inventarisatie, ronde 1']);
    page.update(mayChange({ phase: 'inventarisatie', round: 2 }));
    expect(changeable()).toEqual(['Uit inventarisatie, ronde 2']);
  });

  it('is not there while the server names none', () => {
    page.update(mayChange(null));
    expect(changeable()).toEqual([]);
    page.update(mayChange(undefined));
    expect(changeable()).toEqual([]);
  });
});

describe('a server of another build', () => {
  const NOTICE = '.notices .notice';
  const field = () => page.one('[data-testid="composer-case"] [data-main]') as HTMLTextAreaElement;

  it('is told of, and neither the text nor the page is touched', () => {
    // jsdom does not navigate: it complains that it was asked to.
    const complaint = vi.spyOn(console, 'error');
    arrive();
    page.enter(running(4 * MINUTE_MS), 'old');
    page.type('Halverwege een z');
    const address = location.href;
    const typedInto = field();
    page.socket.ends(1012);
    page.pass(4_000);
    page.resume('new');
    expect(page.text(`${NOTICE} p`)).toBe(nl.gone.newVersion);
    expect(field()).toBe(typedInto);
    expect(field().value).toBe('Halverwege een z');
    expect(location.href).toBe(address);
    expect(complaint).not.toHaveBeenCalled();
    page.pass(10 * MINUTE_MS);
    expect(page.text(`${NOTICE} p`)).toBe(nl.gone.newVersion);
    expect(field().value).toBe('Halverwege een z');
    page.share();
    expect(page.commands()).toMatchObject([
      { session: SESSION, command: { do: 'contribute', content: { kind: 'case' } } },
    ]);
  });

  it('is not told of when the same build comes back', () => {
    arrive();
    page.enter(running(4 * MINUTE_MS), 'old');
    page.socket.ends(1012);
    page.pass(4_000);
    page.resume('old');
    expect(document.querySelectorAll(NOTICE)).toHaveLength(0);
  });
});
