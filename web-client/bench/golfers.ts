/** The solver of Good-Enough Golfers, from a clone that KRING_GOLFERS names; it is no part of Kring. */
import { readFileSync } from 'node:fs';
import { createRequire } from 'node:module';
import { join } from 'node:path';
import type { Circles } from '../src/state/composing/search';

export type Golfers = (groups: number, size: number, weeks: number) => Circles[];

interface Progress {
  rounds: Circles[];
}

export async function golfers(): Promise<Golfers | null> {
  const folder = process.env['KRING_GOLFERS'];
  if (folder === undefined) return null;
  const source = readFileSync(join(folder, 'lib/geneticSolver.js'), 'utf8');
  const lodash = createRequire(join(folder, 'package.json'))('lodash') as unknown;
  // It is a script for a page that has lodash as `_`.
  const solver = new Function('_', `${source}; return geneticSolver`)(lodash) as (
    groups: number,
    size: number,
    weeks: number,
    apart: number[][],
    discouraged: number[][],
    onProgress: (progress: Progress) => void,
  ) => void;
  return (groups, size, weeks) => {
    let rounds: Circles[] = [];
    solver(groups, size, weeks, [], [], (progress) => (rounds = progress.rounds));
    return rounds;
  };
}
