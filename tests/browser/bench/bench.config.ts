/** `make bench-web`: the benchmarks of the page, which print figures and are no tests. */
import { defineConfig } from '@playwright/test';
import usual from '../playwright.config';

export default defineConfig(usual, {
  testDir: '.',
  testMatch: '*.bench.ts',
  outputDir: '../results/bench',
  use: { trace: 'off' },
});
