/** What this device does when something changes: how much is read aloud, and whether it vibrates. */
import { device } from './device';
import type { Concerns } from './signals';

/** `all`: also what others do. `mine`: what concerns this person. `none`: nothing. */
export type Verbosity = 'all' | 'mine' | 'none';

export const VERBOSITIES: readonly Verbosity[] = ['all', 'mine', 'none'];

const READ = 'kring:read-aloud';
const VIBRATES = 'kring:vibrates';

class Attention {
  private current = $state<Verbosity>(known(device.get<Verbosity>(READ)));
  private vibrating = $state(device.get<boolean>(VIBRATES) ?? true);

  get verbosity(): Verbosity {
    return this.current;
  }

  set verbosity(verbosity: Verbosity) {
    this.current = verbosity;
    device.set(READ, verbosity);
  }

  get vibrates(): boolean {
    return this.vibrating;
  }

  set vibrates(vibrates: boolean) {
    this.vibrating = vibrates;
    device.set(VIBRATES, vibrates);
  }

  /** Whether a screen reader is told of something that concerns these. */
  reads(concerns: Concerns): boolean {
    return this.current === 'all' || (this.current === 'mine' && concerns === 'mine');
  }
}

function known(verbosity: Verbosity | null): Verbosity {
  return verbosity !== null && VERBOSITIES.includes(verbosity) ? verbosity : 'mine';
}

export const attention = new Attention();
