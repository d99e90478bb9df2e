// Draws the curves of `kring-load … curves` as pictures for docs/performance.md:
// `node tests/load/draw.mjs FIGURES.json DIRECTORY`. No colour is the only sign: every line has its name.
import { mkdirSync, readFileSync, writeFileSync } from 'node:fs'
import { join } from 'node:path'

const [figures, directory] = process.argv.slice(2)
if (!figures || !directory) {
  console.error('usage: draw.mjs FIGURES.json DIRECTORY')
  process.exit(1)
}

const WIDTH = 480
const HEIGHT = 260
const AREA = { left: 48, right: 392, top: 40, bottom: 212 }
const SUBJECTS = [
  ['kring', 'Kring', '#d9480f'],
  ['room', 'room', '#1c7ed6'],
  ['floor', 'floor', '#868e96'],
]
const PICTURES = [
  ['meetings', 'meetings of 8'],
  ['people', 'people in each of 100 meetings'],
  ['texts', 'texts that were there already, 30 meetings of 8'],
]

const rows = JSON.parse(readFileSync(figures, 'utf8')).figures.find(({ name }) => name === 'curves')?.rows
if (!rows) {
  console.error(`${figures} has no curves`)
  process.exit(1)
}

/** The points of one picture, in order: what is counted, and the microseconds of each subject. */
function points(what) {
  const label = new RegExp(`^${what} (\\d+): server CPU`)
  return rows.flatMap((row) => {
    const found = label.exec(row.label)
    return found ? [{ count: Number(found[1]), us: row.middle }] : []
  })
}

/** A round number at least as large. */
function ceiling(value) {
  const unit = 10 ** Math.floor(Math.log10(value))
  return [1, 2, 4, 5, 8, 10].map((times) => times * unit).find((round) => round >= value)
}

/** Moves labels apart that would lie on each other. */
function apart(labels) {
  const sorted = labels.toSorted((one, other) => one.y - other.y)
  sorted.forEach((label, index) => {
    if (index > 0) label.y = Math.max(label.y, sorted[index - 1].y + 15)
  })
  return sorted
}

/** Where each point lies between left (0) and right (1): by its count, or by its order of magnitude. */
function places(all) {
  const counts = all.map(({ count }) => count)
  const [least, most] = [Math.min(...counts), Math.max(...counts)]
  const wide = least > 0 && most / least >= 100
  const scale = wide ? Math.log10 : (count) => count
  return counts.map((count) => (scale(count) - scale(least)) / (scale(most) - scale(least) || 1))
}

function picture(title, all) {
  const place = (index) => places(all)[index]
  const top = ceiling(Math.max(...all.flatMap(({ us }) => Object.values(us))))
  const x = (index) => AREA.left + (AREA.right - AREA.left) * place(index)
  const y = (us) => AREA.bottom - ((AREA.bottom - AREA.top) * us) / top
  const parts = [`<text x="${AREA.left}" y="20" class="title">µs of server CPU for each delivery</text>`]
  for (const quarter of [0, 0.25, 0.5, 0.75, 1]) {
    const at = y(top * quarter)
    parts.push(
      `<path class="grid" d="M${AREA.left} ${at}H${AREA.right}"/>`,
      `<text x="${AREA.left - 8}" y="${at + 4}" text-anchor="end">${top * quarter}</text>`,
    )
  }
  all.forEach(({ count }, index) => {
    const number = count.toLocaleString('en')
    parts.push(`<text x="${x(index)}" y="${AREA.bottom + 18}" text-anchor="middle">${number}</text>`)
  })
  parts.push(`<text x="${(AREA.left + AREA.right) / 2}" y="${HEIGHT - 10}" text-anchor="middle">${title}</text>`)
  const labels = []
  for (const [key, name, colour] of SUBJECTS) {
    if (all.some(({ us }) => us[key] === undefined)) continue
    const line = all.map(({ us }, index) => `${x(index).toFixed(1)} ${y(us[key]).toFixed(1)}`)
    parts.push(`<path fill="none" stroke="${colour}" stroke-width="2" d="M${line.join('L')}"/>`)
    line.forEach((point) => {
      const [cx, cy] = point.split(' ')
      parts.push(`<circle cx="${cx}" cy="${cy}" r="3" fill="${colour}"/>`)
    })
    labels.push({ name, colour, y: y(all.at(-1).us[key]) + 4, us: all.at(-1).us[key] })
  }
  for (const label of apart(labels)) {
    const words = `${label.name} ${label.us.toFixed(0)}`
    parts.push(`<text x="${AREA.right + 8}" y="${label.y.toFixed(1)}" fill="${label.colour}">${words}</text>`)
  }
  const style =
    'text{font:12px system-ui,sans-serif}text:not([fill]){fill:#343a40}.title{font-weight:600}' +
    '.grid{stroke:#868e96;stroke-opacity:.3}' +
    '@media (prefers-color-scheme:dark){text:not([fill]){fill:#dee2e6}}'
  return (
    `<svg xmlns="http://www.w3.org/2000/svg" viewBox="0 0 ${WIDTH} ${HEIGHT}" width="${WIDTH}" ` +
    `role="img" aria-label="${title}">\n<style>${style}</style>\n${parts.join('\n')}\n</svg>\n`
  )
}

mkdirSync(directory, { recursive: true })
for (const [what, title] of PICTURES) {
  const all = points(what)
  if (all.length > 0) writeFileSync(join(directory, `${what}.svg`), picture(title, all))
}
