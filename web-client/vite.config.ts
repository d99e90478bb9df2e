import { readdirSync, readFileSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { brotliCompressSync, constants, gzipSync } from 'node:zlib';
import { svelte } from '@sveltejs/vite-plugin-svelte';
import type { Plugin } from 'vite';
import { VitePWA } from 'vite-plugin-pwa';
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
    // After the service worker was built.
    closeBundle: { sequential: true, order: 'post', handler: () => compressFiles(out) },
  };
}

function compressFiles(folder: string): void {
  for (const name of readdirSync(folder, { recursive: true, encoding: 'utf8' })) {
    if (!/\.(html|js|css|svg|json|webmanifest)$/.test(name)) continue;
    const file = join(folder, name);
    const plain = readFileSync(file);
    if (plain.length < WORTH_BYTES) continue;
    const params = { [constants.BROTLI_PARAM_QUALITY]: constants.BROTLI_MAX_QUALITY };
    writeFileSync(`${file}.br`, brotliCompressSync(plain, { params }));
    writeFileSync(`${file}.gz`, gzipSync(plain, { level: constants.Z_BEST_COMPRESSION }));
  }
}

/** `--paper` in light, which a manifest has one of. */
const PAPER = '#fbf8f3';

/** The manifest, and the service worker with the list of what it keeps: everything but the icons. */
const installable = VitePWA({
  strategies: 'injectManifest',
  srcDir: 'src',
  filename: 'service-worker.ts',
  registerType: 'prompt',
  injectRegister: false,
  includeManifestIcons: false,
  injectManifest: {
    globPatterns: ['index.html', 'assets/*.{js,css,woff2,svg}'],
    // Their names carry the hash of their content.
    dontCacheBustURLsMatching: /^assets\//,
    manifestTransforms: [
      async (entries) => ({ manifest: entries.map((one) => ({ ...one, url: `/${one.url}` })) }),
    ],
  },
  manifest: {
    id: '/',
    name: 'Kring: samen intervisie doen',
    short_name: 'Kring',
    description: 'Samen intervisie doen, rustig en stap voor stap.',
    lang: 'nl',
    dir: 'ltr',
    start_url: '/',
    scope: '/',
    display: 'standalone',
    categories: ['education'],
    theme_color: PAPER,
    background_color: PAPER,
    icons: [
      { src: '/icons/192.png', sizes: '192x192', type: 'image/png' },
      { src: '/icons/512.png', sizes: '512x512', type: 'image/png' },
      { src: '/icons/maskable-192.png', sizes: '192x192', type: 'image/png', purpose: 'maskable' },
      { src: '/icons/maskable-512.png', sizes: '512x512', type: 'image/png', purpose: 'maskable' },
    ],
  },
});

export default defineConfig({
  plugins: [svelte(), installable, compressed()],
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
