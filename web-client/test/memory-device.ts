import { Device, type KeyValue } from '../src/state/device';

/** A device that keeps things in memory, and that can be made to be full. */
export function memoryDevice(): {
  device: Device;
  stored: Map<string, string>;
  full: (is: boolean) => void;
} {
  const stored = new Map<string, string>();
  let isFull = false;
  const store: KeyValue = {
    getItem: (key) => stored.get(key) ?? null,
    setItem: (key, value) => {
      if (isFull) throw new DOMException('full', 'QuotaExceededError');
      stored.set(key, value);
    },
    removeItem: (key) => void stored.delete(key),
    keys: () => [...stored.keys()],
  };
  return { device: new Device(store), stored, full: (is) => (isFull = is) };
}
