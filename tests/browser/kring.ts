/** A server for one test file: the real binary with the page in it, on a port and data of its own. */
import { spawn, type ChildProcess } from 'node:child_process';
import { mkdtempSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { createInterface } from 'node:readline';
import { test as base } from '@playwright/test';

const BINARY = new URL('../../target/debug/kring', import.meta.url).pathname;

export class Kring {
  private constructor(
    readonly url: string,
    private readonly child: ChildProcess,
    private readonly data: string,
  ) {}

  static async start(data = mkdtempSync(join(tmpdir(), 'kring-')), listen = '127.0.0.1:0') {
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
    return new Kring(url, child, data);
  }

  /** `kill -9`, and a new server on the same address and data. */
  async killAndRestart(): Promise<Kring> {
    const gone = new Promise((resolve) => this.child.once('exit', resolve));
    this.child.kill('SIGKILL');
    await gone;
    return Kring.start(this.data, new URL(this.url).host);
  }

  async stop(): Promise<void> {
    const gone = new Promise((resolve) => this.child.once('exit', resolve));
    this.child.kill('SIGTERM');
    await gone;
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
