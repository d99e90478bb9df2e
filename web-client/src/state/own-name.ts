/** The name somebody used last on this device, so that it need not be typed again. */
import { device } from './device';

const KEY = 'kring:name';

export function lastName(): string {
  return device.get<string>(KEY) ?? '';
}

export function rememberName(name: string): void {
  device.set(KEY, name);
}
