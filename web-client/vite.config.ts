import { readdirSync, readFileSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { brotliCompressSync, constants, gzipSync } from 'node:zlib';
import { svelte } from '@sveltejs/vite-plugin-svelte';
import type { Plugin } from 'vite';
import { defineConfig } from 'vitest/config';

const server = process.env.KRING_SERVER ?? 'http://localhost:8080';

/** Files smaller than this stay as they are. */
const WORTH_BYTES = 256;

/** Compresses every text file once, so that the server does not do it for every request. */
function compressed(): Plugin {
  let out = '';
  return {
    name: 'compressed',
    apply: 'build',
    configResolved: (config) => void (out = join(config.root, config.build.outDir)),
    closeBundle: () => {
      for (const name of readdirSync(out, { recursive: true, encoding: 'utf8' })) {
        if (!/\.(html|js|css|svg|json|webmanifest)$/.test(name)) continue;
        const file = join(out, name);
        const plain = readFileSync(file);
        if (plain.length < WORTH_BYTES) continue;
        const params = { [constants.BROTLI_PARAM_QUALITY]: constants.BROTLI_MAX_QUALITY };
        writeFileSync(`${file}.br`, brotliCompressSync(plain, { params }));
        writeFileSync(`${file}.gz`, gzipSync(plain, { level: constants.Z_BEST_COMPRESSION }));
      }
    },
  };
}

export default defineConfig({
  plugins: [svelte(), compressed()],
  // Under vitest the browser build of Svelte is the one to test.
  resolve: process.env.VITEST ? { conditions: ['browser'] } : {},
  build: {
    target: 'es2022',
    assetsDir: 'assets',
    // The content policy allows no data: fonts, and a file with a hash is cached for ever.
    assetsInlineLimit: 0,
    modulePreload: { polyfill: false },
    // What each screen needs, for the test of their weight.
    manifest: true,
  },
  server: {
    port: 5173,
    proxy: { '/api': { target: server, ws: true } },
  },
  test: {
    include: ['test/**/*.test.ts'],
  },
});
