/** Makes the icons of the installed page from the mark: `node icons.mjs`, whenever the mark changes. */
import { execFileSync } from 'node:child_process';
import { readFileSync, writeFileSync } from 'node:fs';
import { chromium } from '@playwright/test';

const CLIENT = new URL('../../web-client/', import.meta.url);
const MARK = readFileSync(new URL('src/assets/kring.svg', CLIENT), 'utf8');
/** `--paper` in light. */
const PAPER = '#fbf8f3';

/** Of the side: of a maskable icon a device may cut away everything outside a circle of 80%. */
const WHOLE = 0.86;
const MASKABLE = 0.58;

const executablePath = execFileSync('sh', ['-c', 'command -v chromium'], {
  encoding: 'utf8',
}).trim();
const browser = await chromium.launch({ executablePath });
const page = await browser.newPage({ colorScheme: 'light' });

async function draw(side, part, background) {
  await page.setViewportSize({ width: side, height: side });
  const mark = side * part;
  await page.setContent(
    `<style>body { margin: 0; height: 100vh; display: grid; place-items: center; background: ${background} }
     svg { width: ${mark}px; height: ${mark}px }</style>${MARK}`,
  );
  return page.screenshot({ omitBackground: background === 'transparent' });
}

/** A favicon.ico that holds one PNG: the header, one entry, and the picture. */
function ico(png, side) {
  const head = Buffer.alloc(22);
  head.writeUInt16LE(1, 2);
  head.writeUInt16LE(1, 4);
  head.writeUInt8(side, 6);
  head.writeUInt8(side, 7);
  head.writeUInt16LE(1, 10);
  head.writeUInt16LE(32, 12);
  head.writeUInt32LE(png.length, 14);
  head.writeUInt32LE(head.length, 18);
  return Buffer.concat([head, png]);
}

function write(name, bytes) {
  writeFileSync(new URL(`public/${name}`, CLIENT), bytes);
}

for (const side of [192, 512]) {
  write(`icons/${side}.png`, await draw(side, WHOLE, 'transparent'));
  write(`icons/maskable-${side}.png`, await draw(side, MASKABLE, PAPER));
}
write('icons/touch-180.png', await draw(180, 0.7, PAPER));
write('favicon.ico', ico(await draw(32, 1, 'transparent'), 32));
await browser.close();
