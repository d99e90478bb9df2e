import { execFileSync } from 'node:child_process';
import { defineConfig } from '@playwright/test';

const chromium = execFileSync('sh', ['-c', 'command -v chromium'], { encoding: 'utf8' }).trim();

export default defineConfig({
  testDir: '.',
  outputDir: 'results',
  // Two files at a time, each with a server of its own: pages wait for each other often enough.
  workers: 2,
  // No retries: a test that fails now and then has a fault, here or in the product.
  retries: 0,
  // Long, for slow machines: every wait is for a condition and ends as soon as it holds.
  timeout: 900_000,
  expect: { timeout: 30_000 },
  reporter: [['list']],
  use: {
    // A trace takes a third of the time of everything. A failure leaves a picture and what was on the page.
    trace: process.env['KRING_TRACE'] ? 'retain-on-failure' : 'off',
    screenshot: 'only-on-failure',
    locale: 'nl-NL',
    timezoneId: 'Europe/Amsterdam',
    launchOptions: {
      executablePath: chromium,
      args: [
        '--no-sandbox',
        '--disable-gpu',
        '--disable-quic',
        '--no-first-run',
        '--disable-background-networking',
        '--disable-component-update',
        '--disable-sync',
      ],
    },
  },
});
