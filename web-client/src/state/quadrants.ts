/**
 * Looking around in one's own work, in four boxes with names of one's own. It is kept on this device alone:
 * nothing of it is ever sent, and it goes when the meeting is forgotten.
 */
import type { Device } from './device';

export interface Quadrant {
  name: string;
  /** One thought on each line. */
  text: string;
}

const COUNT = 4;

function empty(): Quadrant[] {
  return Array.from({ length: COUNT }, () => ({ name: '', text: '' }));
}

export class Quadrants {
  private readonly key: string;
  private forgotten = false;

  constructor(
    session: string,
    private readonly device: Device,
  ) {
    this.key = `kring:quadrants:${session}`;
  }

  read(): Quadrant[] {
    const kept = this.device.get<Quadrant[]>(this.key) ?? [];
    return empty().map((blank, place) => ({ ...blank, ...kept[place] }));
  }

  keep(quadrants: readonly Quadrant[]): void {
    if (this.forgotten) return;
    const isBlank = quadrants.every(({ name, text }) => !name.trim() && !text.trim());
    if (isBlank) this.device.remove(this.key);
    else this.device.set(this.key, quadrants);
  }

  /** For good: nothing is stored any more. */
  forget(): void {
    this.forgotten = true;
    this.device.remove(this.key);
  }
}

/** The thoughts in all boxes, each once. */
export function thoughts(quadrants: readonly Quadrant[]): string[] {
  const lines = quadrants.flatMap(({ text }) => text.split('\n')).map((line) => line.trim());
  return [...new Set(lines.filter(Boolean))];
}
