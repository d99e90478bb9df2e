/** A server for one test file: the real binary with the page in it, on a port and data of its own. */
import { spawn, type ChildProcess } from 'node:child_process';
import { mkdtempSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { createInterface } from 'node:readline';
import { test as base } from '@playwright/test';
import { LAPTOP, Person, type PHONE } from './person';

/** Benchmarks are taken of another build. */
export const BINARY = new URL(
  `../../target/${process.env['KRING_BUILD'] ?? 'debug'}/kring`,
  import.meta.url,
).pathname;

interface Running {
  child: ChildProcess;
  url: string;
}

async function run(data: string, listen: string): Promise<Running> {
  const soon = ['--away-after', '1s', '--propose-lead-after', '2s', '--same-click', '0s'];
  const args = ['--listen', listen, '--data', data, ...soon, '--log', 'warn'];
  const child = spawn(BINARY, args, { stdio: ['ignore', 'ignore', 'pipe'] });
  const url = await new Promise<string>((resolve, reject) => {
    const lines = createInterface({ input: child.stderr! });
    lines.on('line', (line) => {
      const found = /listening on (http:\S+)/.exec(line);
      if (found) resolve(found[1]!);
      else process.stderr.write(`${line}\n`);
    });
    child.once('exit', (code) => reject(new Error(`the server ended with ${code}`)));
  });
  return { child, url };
}

async function end(child: ChildProcess, signal: 'SIGKILL' | 'SIGTERM'): Promise<void> {
  const gone = new Promise((resolve) => child.once('exit', resolve));
  child.kill(signal);
  await gone;
}

export class Kring {
  private constructor(
    readonly data: string,
    private running: Running,
  ) {}

  static async start(): Promise<Kring> {
    const data = mkdtempSync(join(tmpdir(), 'kring-'));
    return new Kring(data, await run(data, '127.0.0.1:0'));
  }

  get url(): string {
    return this.running.url;
  }

  /** `kill -9`. */
  async kill(): Promise<void> {
    await end(this.running.child, 'SIGKILL');
  }

  /** A new process on the same address and data. */
  async restart(): Promise<void> {
    this.running = await run(this.data, new URL(this.url).host);
  }

  async killAndRestart(): Promise<void> {
    await this.kill();
    await this.restart();
  }

  async stop(): Promise<void> {
    await end(this.running.child, 'SIGTERM');
    rmSync(this.data, { recursive: true, force: true });
  }
}

/** Somebody who joins by the invitation. */
export interface Guest {
  name: string;
  on: typeof PHONE;
  /** Runs on their device before the page is opened. */
  before?: (guest: Person) => Promise<void>;
}

/** How a meeting is made, and the title of the phase it begins with. */
export interface Begin {
  method: RegExp;
  title: string;
  phase: string | RegExp;
}

const USUAL: Begin = { method: /dialoog/i, title: 'Woensdaggroep', phase: 'Afspraken' };

/** Gerda on a laptop, who leads, and her guests in the order given; everybody is in the first phase. */
type Started = (guests: Guest[], begin?: Begin) => Promise<[gerda: Person, ...guests: Person[]]>;

export const test = base.extend<{ kring: Kring; started: Started }>({
  kring: async ({ browser }, use) => {
    const kring = await Kring.start();
    await use(kring);
    // Pages that stay open go on asking for a server that is gone, and slow down every later test.
    for (const context of browser.contexts()) await context.close();
    await kring.stop();
  },
  started: async ({ browser, kring }, use) => {
    await use(async (guests, { method, title, phase } = USUAL) => {
      const gerda = await Person.arrive(browser, 'Gerda', LAPTOP);
      const invitation = await gerda.create(kring.url, method, title);
      const others: Person[] = [];
      for (const { name, on, before } of guests) {
        const guest = await Person.arrive(browser, name, on);
        await before?.(guest);
        await guest.join(invitation);
        others.push(guest);
      }
      await gerda.press('Begin het gesprek');
      for (const person of [gerda, ...others]) await person.at(phase);
      return [gerda, ...others];
    });
  },
});

export { expect } from '@playwright/test';
