/** What somebody fetches before the first screen is there, as the build made it. */
import { readFileSync, statSync } from 'node:fs';
import { expect, test } from 'vitest';

const DIST = new URL('../dist/', import.meta.url);
/** JavaScript, styles and fonts of the first screen: a second on a slow phone line. */
const MAX_FIRST_LOAD_BYTES = 90_000;

interface Chunk {
  file: string;
  css?: string[];
  imports?: string[];
}

const manifest = JSON.parse(readFileSync(new URL('.vite/manifest.json', DIST), 'utf8')) as Record<
  string,
  Chunk
>;

/** Bytes on the way: what the build compressed, or the file itself. */
function bytes(file: string): number {
  const compressed = statSync(new URL(`${file}.br`, DIST), { throwIfNoEntry: false });
  return (compressed ?? statSync(new URL(file, DIST))).size;
}

function filesOf(name: string, found = new Set<string>()): Set<string> {
  const chunk = manifest[name];
  if (chunk === undefined || found.has(chunk.file)) return found;
  found.add(chunk.file);
  for (const style of chunk.css ?? []) found.add(style);
  for (const needed of chunk.imports ?? []) filesOf(needed, found);
  return found;
}

/** Plain and bold text, and the headings. */
const FONTS = Object.values(manifest)
  .map(({ file }) => file)
  .filter((file) => /(atkinson.*|serif.*-600-.*)\.woff2$/.test(file));

test.each([
  ['the start page', 'src/ui/start/StartScreen.svelte'],
  ['an invitation', 'src/ui/join/JoinScreen.svelte'],
])('%s is small', (_, screen) => {
  expect(FONTS).toHaveLength(3);
  const files = [...filesOf('index.html'), ...filesOf(screen), ...FONTS];
  const total = [...new Set(files)].reduce((sum, file) => sum + bytes(file), 0);
  expect(total).toBeLessThanOrEqual(MAX_FIRST_LOAD_BYTES);
});
