/** A meeting's page in jsdom, with the other end of its socket in the hands of the test. */
import { readdirSync, readFileSync } from 'node:fs';
import { dirname, join } from 'node:path';
import { fileURLToPath } from 'node:url';
import { flushSync, mount, unmount } from 'svelte';
import { vi } from 'vitest';
import type {
  Clock,
  Contribution,
  Me,
  Record as ViewRecord,
  ServerMessage,
  Stage,
} from '../src/protocol/protocol';
import { memberships } from '../src/state/memberships';
import MeetingPage from '../src/ui/meeting/MeetingPage.svelte';
import Announcer from '../src/ui/shared/Announcer.svelte';
import { announcer } from '../src/ui/shared/announcer.svelte';
import { FakeSocket, welcome } from './fake-socket';

export const SESSION = 'a-session';

// The URL of jsdom is not Node's.
const HERE = dirname(fileURLToPath(import.meta.url));
const FOLDER = join(HERE, '../../protocol/fixtures/record/');

function fixtures(): ViewRecord[] {
  const all = readdirSync(FOLDER).map(
    (name) => JSON.parse(readFileSync(FOLDER + name, 'utf8')) as ViewRecord,
  );
  // Whoever is in the meeting does not wait outside.
  return all.filter((record) => record.type !== 'waiting');
}

const at = { phase: 'inventarisatie', step: 'opschrijven' };
const open = [{ kind: 'case', by: [], held: false, only: null, category_required: false }] as const;

const EDITS = { phase: at.phase, round: 1 };

/** A running meeting in which this person writes; `timer` is the phase's. */
export function records(timer: Clock): ViewRecord[] {
  return fixtures().map((record) => {
    if (record.type === 'stage') return { ...record, position: at };
    if (record.type === 'me') return { ...record, opens: [...open], edits: EDITS };
    return record.type === 'timer' ? { type: 'timer', ...timer } : record;
  }) as ViewRecord[];
}

/** A text of this person's own, written in that phase and case round. */
export function ownText(phase: string, round: number): ViewRecord {
  const records = fixtures();
  const me = records.find((record) => record.type === 'me') as Me;
  const one = records.find((record) => record.type === 'contribution') as Contribution;
  const content = { kind: 'idea', text: `Uit ${phase}, ronde ${round}` } as const;
  const id = `own-${phase}-${round}`;
  return {
    ...one,
    type: 'contribution',
    id,
    author: me.id,
    round,
    at: { phase, step: '' },
    content,
    response: null,
  };
}

/** What this person may do, with other texts that may be changed or with none. */
export function mayChange(edits: Me['edits']): ViewRecord {
  const me = fixtures().find((record) => record.type === 'me') as Me & { type: 'me' };
  return { ...me, edits };
}

export function stage(step: string): ViewRecord {
  const is = fixtures().find((record) => record.type === 'stage') as Stage & { type: 'stage' };
  return { ...is, position: { ...at, step } };
}

export class PageUnderTest {
  readonly sockets: FakeSocket[] = [];
  /** Everything that was announced, in order. */
  readonly announced: string[] = [];
  private revision = 7;
  private readonly mounted: Record<string, unknown>[];

  /** The server's clock minus the device's. */
  constructor(private readonly offMs = 0) {
    const sockets = this.sockets;
    class Opened extends FakeSocket {
      static readonly OPEN = 1;
      constructor() {
        super();
        sockets.push(this);
      }
    }
    // jsdom lays nothing out, so no size ever changes.
    vi.stubGlobal(
      'ResizeObserver',
      class {
        observe() {}
        unobserve() {}
        disconnect() {}
      },
    );
    vi.stubGlobal('WebSocket', Opened);
    vi.stubGlobal('scrollTo', () => undefined);
    vi.stubGlobal('matchMedia', () => ({
      matches: true,
      addEventListener: () => undefined,
      removeEventListener: () => undefined,
    }));
    announcer.text = '';
    memberships.set(SESSION, {
      token: 't',
      participant: 'p',
      title: '',
      name: '',
      joinedAt: 0,
    });
    this.mounted = [
      mount(Announcer, { target: document.body }),
      mount(MeetingPage, { target: document.body, props: { session: SESSION } }),
    ];
    flushSync();
  }

  get socket(): FakeSocket {
    return this.sockets.at(-1) as FakeSocket;
  }

  serverMs(): number {
    return Date.now() + this.offMs;
  }

  says(message: ServerMessage): void {
    this.socket.says(message);
    this.look();
  }

  enter(timer: Clock, build = 'b'): void {
    this.socket.opens();
    this.says({ ...welcome(false, 'stream', build), server_ms: this.serverMs() } as ServerMessage);
    this.says({ type: 'snapshot', revision: this.revision, records: records(timer), more: false });
  }

  resume(build: string): void {
    this.socket.opens();
    this.says({ ...welcome(true, 'stream', build), server_ms: this.serverMs() } as ServerMessage);
  }

  update(...upsert: ViewRecord[]): void {
    this.says({ type: 'update', revision: ++this.revision, upsert, remove: [] });
  }

  /** Time goes by, and somebody looks at the page all the while; pings are answered. */
  pass(ms: number): void {
    for (let gone = 0; gone < ms; gone += 500) {
      vi.advanceTimersByTime(Math.min(500, ms - gone));
      this.pong();
      this.look();
    }
  }

  /** The commands that went out, as often as they did. */
  commands() {
    return this.sockets.flatMap((socket) =>
      socket.sent.flatMap((message) => (message.type === 'command' ? [message] : [])),
    );
  }

  one(selector: string): HTMLElement {
    const found = document.querySelectorAll<HTMLElement>(selector);
    if (found.length !== 1) throw new Error(`${found.length} of ${selector}`);
    return found[0] as HTMLElement;
  }

  text(selector: string): string {
    return this.one(selector).textContent ?? '';
  }

  type(text: string): void {
    document.querySelector<HTMLElement>('[data-testid="write-case"]')?.click();
    flushSync();
    const field = this.one('[data-testid="composer-case"] [data-main]') as HTMLTextAreaElement;
    field.value = text;
    field.dispatchEvent(new Event('input', { bubbles: true }));
    flushSync();
  }

  share(): void {
    this.one('[data-testid="composer-case"] button[type="submit"]').click();
    this.look();
  }

  look(): void {
    flushSync();
    const said = this.text('[data-testid="announcer"]');
    if (said !== '' && said !== this.announced.at(-1)) this.announced.push(said);
  }

  async leave(): Promise<void> {
    for (const component of this.mounted) await unmount(component);
    document.body.replaceChildren();
    localStorage.clear();
    vi.unstubAllGlobals();
  }

  private pong(): void {
    const { socket } = this;
    if (socket.readyState !== 1) return;
    const unanswered = socket.sent
      .filter((message) => message.type === 'ping')
      .slice(socket.ponged);
    for (const ping of unanswered) {
      socket.ponged += 1;
      socket.says({ type: 'pong', sent_ms: ping.sent_ms, server_ms: this.serverMs() });
    }
  }
}
