import { svelte } from '@sveltejs/vite-plugin-svelte';
import { defineConfig } from 'vitest/config';

const server = process.env.KRING_SERVER ?? 'http://localhost:8080';

export default defineConfig({
  plugins: [svelte()],
  // Under vitest the browser build of Svelte is the one to test.
  resolve: process.env.VITEST ? { conditions: ['browser'] } : {},
  build: {
    target: 'es2022',
    assetsDir: 'assets',
    // The content policy allows no data: fonts, and a file with a hash is cached for ever.
    assetsInlineLimit: 0,
    modulePreload: { polyfill: false },
  },
  server: {
    port: 5173,
    proxy: { '/api': { target: server, ws: true } },
  },
  test: {
    include: ['test/**/*.test.ts'],
  },
});
