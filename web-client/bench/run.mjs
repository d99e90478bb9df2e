/** Builds a benchmark as the page is built and runs it: `npm run bench:composing`. */
import { mkdtempSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { pathToFileURL } from 'node:url';
import { build } from 'vite';

const name = process.argv[2];
const folder = mkdtempSync(join(tmpdir(), 'kring-bench-'));
try {
  await build({
    configFile: false,
    logLevel: 'warn',
    build: {
      ssr: new URL(`${name}.ts`, import.meta.url).pathname,
      outDir: folder,
      emptyOutDir: false,
      rollupOptions: { output: { entryFileNames: 'bench.mjs' } },
    },
  });
  await import(pathToFileURL(join(folder, 'bench.mjs')).href);
} finally {
  rmSync(folder, { recursive: true, force: true });
}
