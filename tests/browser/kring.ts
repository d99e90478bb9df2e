/** A server for one test file: the real binary with the page in it, on a port and data of its own. */
import { spawn, type ChildProcess } from 'node:child_process';
import { mkdtempSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { createInterface } from 'node:readline';
import { test as base } from '@playwright/test';

const BINARY = new URL('../../target/debug/kring', import.meta.url).pathname;

interface Running {
  child: ChildProcess;
  url: string;
}

async function run(data: string, listen: string): Promise<Running> {
  const args = ['--listen', listen, '--data', data, '--away-after', '1s', '--log', 'warn'];
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
    private readonly data: string,
    private running: Running,
  ) {}

  static async start(): Promise<Kring> {
    const data = mkdtempSync(join(tmpdir(), 'kring-'));
    return new Kring(data, await run(data, '127.0.0.1:0'));
  }

  get url(): string {
    return this.running.url;
  }

  /** `kill -9`, and a new process on the same address and data. */
  async killAndRestart(): Promise<void> {
    await end(this.running.child, 'SIGKILL');
    this.running = await run(this.data, new URL(this.url).host);
  }

  async stop(): Promise<void> {
    await end(this.running.child, 'SIGTERM');
    rmSync(this.data, { recursive: true, force: true });
  }
}

export const test = base.extend<{ kring: Kring }>({
  kring: async ({}, use) => {
    const kring = await Kring.start();
    await use(kring);
    await kring.stop();
  },
});

export { expect } from '@playwright/test';
