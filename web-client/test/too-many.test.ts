// @vitest-environment jsdom
import { afterEach, beforeEach, describe, expect, it, vi } from 'vitest';
import { problemSentence, rejectionSentence } from '../src/i18n/sentences';
import { nl } from '../src/i18n/nl/whole';
import { ApiError, methods } from '../src/net/api';
import { busyMs, tooFastMs } from '../src/net/backoff';
import { Pause } from '../src/ui/shared/pause.svelte';
import { fileName } from '../src/ui/shared/save-file';

beforeEach(() => vi.useFakeTimers());
afterEach(() => {
  vi.useRealTimers();
  vi.unstubAllGlobals();
});

async function answered(response: Response): Promise<unknown> {
  vi.stubGlobal('fetch', () => Promise.resolve(response));
  return methods().then(
    () => null,
    (error: unknown) => error,
  );
}

describe('a server that says "too many"', () => {
  it('is told kindly, also under a code that the page does not know', async () => {
    const body = JSON.stringify({ status: 429, title: '', code: 'of_a_newer_server' });
    const error = await answered(new Response(body, { status: 429 }));
    expect(problemSentence(error)).toBe(nl.app.tooBusy);
  });

  it('is told kindly when a proxy says it', async () => {
    const error = await answered(new Response('<html>', { status: 429 }));
    expect(problemSentence(error)).not.toBe('');
    expect((error as ApiError).waitMs).toBe(10_000);
  });

  it('is left alone for as long as it asked', async () => {
    const headers = { 'retry-after': '30' };
    const error = await answered(new Response('{}', { status: 429, headers }));
    const pause = new Pause();
    pause.after(error);
    expect(pause.resting).toBe(true);
    vi.advanceTimersByTime(29_999);
    expect(pause.resting).toBe(true);
    vi.advanceTimersByTime(1);
    expect(pause.resting).toBe(false);
  });

  it('is not left alone after another problem', () => {
    const pause = new Pause();
    pause.after(new ApiError('storage_unavailable'));
    pause.after(new Error('a bug'));
    expect(pause.resting).toBe(false);
  });

  it.each([
    [null, 10_000],
    ['5', 5_000],
    ['0', 1_000],
    ['86400', 120_000],
    ['Wed, 21 Oct 2026 07:28:00 GMT', 10_000],
  ])('asked to wait %s, the page waits %i ms', (header, ms) => {
    expect(busyMs(header)).toBe(ms);
  });

  it('is asked again after ten seconds or more, and later each time', () => {
    expect([0, 1, 2, 3, 50].map((times) => tooFastMs(times, () => 0))).toEqual([
      10_000, 20_000, 40_000, 60_000, 60_000,
    ]);
    expect(tooFastMs(0, () => 1)).toBe(15_000);
  });
});

describe('a code of a newer server', () => {
  it('has a general sentence', () => {
    expect(problemSentence(new ApiError('newer' as never))).toBe(nl.problems.internal);
    expect(problemSentence(new ApiError('refused', 'newer' as never))).toBe(nl.problems.refused);
    expect(rejectionSentence('toString')).toBe(nl.problems.refused);
  });

  it('does not hide the sentence of a code that is known', () => {
    expect(problemSentence(new ApiError('refused', 'name_empty'))).toBe(nl.rejections.name_empty);
    expect(rejectionSentence('malformed')).toBe(nl.messageErrors.malformed);
  });
});

describe('the name of a file', () => {
  it.each([
    ['Intervisie jaarlaag 2', 'mijn-gegevens-intervisie-jaarlaag-2.json'],
    ['Één <script> ../', 'mijn-gegevens-een-script.json'],
    ['', 'mijn-gegevens.json'],
    ['日本', 'mijn-gegevens.json'],
  ])('of the meeting "%s" is %s', (title, name) => {
    expect(fileName('mijn-gegevens', title, 'json')).toBe(name);
  });
});
