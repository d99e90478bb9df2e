// Starts a Kring server, plays the tests against it and stops it: node run.mjs PATH-OF-THE-KRING-BINARY

import { spawn } from 'node:child_process';
import { once } from 'node:events';
import { mkdtemp, rm } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { dirname, join, resolve } from 'node:path';
import { createInterface } from 'node:readline';
import { fileURLToPath } from 'node:url';

const START_MS = 30_000;
const STOP_MS = 15_000;

const binary = process.argv[2];
if (binary === undefined) {
  console.error('Give the path of the kring binary: node run.mjs PATH');
  process.exit(2);
}

const data = await mkdtemp(join(tmpdir(), 'kring-stranger-'));
const server = spawn(resolve(binary), ['--data', data, '--listen', '127.0.0.1:0'], {
  stdio: ['ignore', 'ignore', 'pipe'],
  // These people move on as fast as they can.
  env: { ...process.env, KRING_SAME_CLICK: '0s' },
});
const log = [];
const ended = once(server, 'exit').then(([code]) => code, (error) => error.message);

function address() {
  return new Promise((found, failed) => {
    const late = setTimeout(() => failed(new Error('the server did not say where it listens')), START_MS);
    createInterface({ input: server.stderr }).on('line', (line) => {
      log.push(line);
      const [, url] = /Kring is listening on (http:\/\/\S+)/.exec(line) ?? [];
      if (url === undefined) return;
      clearTimeout(late);
      found(url);
    });
    ended.then((why) => {
      clearTimeout(late);
      failed(new Error(`the server ended before it listened: ${why}`));
    });
  });
}

async function stop() {
  server.kill('SIGTERM');
  const late = setTimeout(() => server.kill('SIGKILL'), STOP_MS);
  await ended;
  clearTimeout(late);
}

let code = 1;
try {
  const KRING_URL = await address();
  const tests = spawn(process.execPath, ['--test', '--test-timeout=120000'], {
    cwd: dirname(fileURLToPath(import.meta.url)),
    env: { ...process.env, KRING_URL },
    stdio: 'inherit',
  });
  for (const signal of ['SIGINT', 'SIGTERM']) process.on(signal, () => tests.kill(signal));
  [code] = await once(tests, 'exit');
} catch (error) {
  console.error(error.message);
} finally {
  await stop();
  await rm(data, { recursive: true, force: true });
}
if (code !== 0 && log.length > 0) console.error(['The server said:', ...log].join('\n'));
process.exitCode = code ?? 1;
