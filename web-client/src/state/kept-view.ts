/**
 * What this device keeps of a meeting, to show it after a reload without a network: the script, the
 * clock, the stage, people's names and one's own texts. Nothing that others wrote is among it.
 *
 * It is in localStorage, like the token, the drafts and the outbox: there at once when the page opens,
 * removed in the same call as the token, and it gives way where a draft needs the room.
 */
import type { Contribution, Record as ViewRecord } from '../protocol/protocol';
import { SPARE_PREFIX, type Device } from './device';
import type { View } from './fold';

export interface KeptView {
  format: 1;
  /** The server's clock minus the device's. */
  offsetMs: number;
  /** By the clock of this device. */
  keptAtMs: number;
  /** The retention time of the meeting: counted from the last contact it ends no later than on the server. */
  keepDays: number;
  online: string[];
  records: ViewRecord[];
}

/** Characters. A meeting of five methods' length takes about a tenth; storage has room for 5 million. */
const MAX_CHARS = 600_000;
/** A device is in one meeting, and may have the next ones open beside it. */
const MAX_MEETINGS = 3;
const DAY_MS = 86_400_000;

export class KeptViews {
  constructor(
    private readonly device: Device,
    private readonly now: () => number = Date.now,
  ) {}

  get(session: string): KeptView | null {
    this.sweep();
    return this.device.get<KeptView>(SPARE_PREFIX + session);
  }

  /** Only of a meeting that is not closed is anything kept. */
  has(session: string): boolean {
    return this.device.keys(SPARE_PREFIX + session).length > 0;
  }

  /** Replaces what was kept; what is too large is not kept at all. */
  keep(session: string, view: View, from: { offsetMs: number; online: Iterable<string> }): void {
    if (view.meeting === null || view.stage === null || view.me === null) return;
    const kept: KeptView = {
      format: 1,
      offsetMs: from.offsetMs,
      keptAtMs: this.now(),
      keepDays: view.meeting.keep_days,
      online: [...from.online],
      records: withoutOthersWords(view),
    };
    const text = JSON.stringify(kept);
    const fits = text.length <= MAX_CHARS && this.device.setIfRoom(SPARE_PREFIX + session, text);
    if (!fits) this.forget(session);
    this.sweep();
  }

  forget(session: string): void {
    this.device.remove(SPARE_PREFIX + session);
  }

  /** Removes what is past its retention time, of another format, or more than the last few; also as the page opens. */
  sweep(): void {
    const kept = this.device.keys(SPARE_PREFIX).map((key) => {
      const view = this.device.get<KeptView>(key);
      return { key, keptAtMs: view !== null && this.isCurrent(view) ? view.keptAtMs : -Infinity };
    });
    kept.sort((a, b) => b.keptAtMs - a.keptAtMs);
    kept.forEach(({ key, keptAtMs }, index) => {
      if (keptAtMs === -Infinity || index >= MAX_MEETINGS) this.device.remove(key);
    });
  }

  private isCurrent({ format, keptAtMs, keepDays }: KeptView): boolean {
    return format === 1 && this.now() < keptAtMs + keepDays * DAY_MS;
  }
}

/** The records with which the page shows the meeting to this person, less what others wrote in it. */
export function withoutOthersWords(view: View): ViewRecord[] {
  const { meeting, stage, me, timer, turns } = view;
  const records: ViewRecord[] = [];
  if (meeting) records.push({ type: 'meeting', ...meeting, call_link: '' });
  // Claims name devices of others.
  if (stage) records.push({ type: 'stage', ...stage, claims: [], proposed_leads: [] });
  if (timer) records.push({ type: 'timer', ...timer });
  if (turns) records.push({ type: 'turns', ...turns });
  if (me) records.push({ type: 'me', ...me, devices: [] });
  for (const phase of view.phases.values()) records.push({ type: 'phase', ...phase });
  for (const person of view.participants.values()) {
    if (!person.left) records.push({ type: 'participant', ...person });
  }
  for (const one of view.contributions.values()) {
    if (one.mine || one.author === me?.id) records.push(ownText(one));
  }
  return records;
}

/** One's own text without what others said of it. */
function ownText(one: Contribution): ViewRecord {
  return { type: 'contribution', ...one, response: null, supporters: [] };
}
