/**
 * Storage on this device: localStorage, or memory where that is full or forbidden. `healthy` is
 * false in the second case, so that the page does not say that a text is stored.
 */
export interface KeyValue {
  getItem(key: string): string | null;
  setItem(key: string, value: string): void;
  removeItem(key: string): void;
  keys(): string[];
}

/** What stands under this is also on the server, and gives way to a text that is not. */
export const SPARE_PREFIX = 'kring:view:';

export class Device {
  private readonly memory = new Map<string, string>();
  private readonly watchers = new Set<(healthy: boolean) => void>();
  private works: boolean;

  constructor(private readonly store: KeyValue | null) {
    this.works = store !== null;
  }

  get healthy(): boolean {
    return this.works;
  }

  /** Called when `healthy` changes. Returns a function that ends it. */
  watch(watcher: (healthy: boolean) => void): () => void {
    this.watchers.add(watcher);
    return () => this.watchers.delete(watcher);
  }

  get<T>(key: string): T | null {
    try {
      const text = this.memory.get(key) ?? this.store?.getItem(key) ?? null;
      return text === null ? null : (JSON.parse(text) as T);
    } catch {
      return null;
    }
  }

  /** Where there is no room, what is only kept for comfort gives way. */
  set(key: string, value: unknown): void {
    const text = JSON.stringify(value);
    const stored = this.write(key, text) || (this.makeRoom() && this.write(key, text));
    if (stored) this.memory.delete(key);
    else this.memory.set(key, text);
    this.say(stored);
  }

  /** Stores what can be missed: whether there was room for it. `healthy` says nothing of this. */
  setIfRoom(key: string, text: string): boolean {
    return this.write(key, text);
  }

  remove(key: string): void {
    this.memory.delete(key);
    try {
      this.store?.removeItem(key);
    } catch {
      // Storage that refuses to remove cannot be read either.
    }
  }

  keys(prefix: string): string[] {
    let stored: string[] = [];
    try {
      stored = this.store?.keys() ?? [];
    } catch {
      // Storage that cannot be listed counts as empty.
    }
    return [...new Set([...stored, ...this.memory.keys()])].filter((key) => key.startsWith(prefix));
  }

  private write(key: string, text: string): boolean {
    try {
      this.store?.setItem(key, text);
      return this.store !== null;
    } catch {
      return false;
    }
  }

  /** Whether something was removed. */
  private makeRoom(): boolean {
    const spare = this.keys(SPARE_PREFIX);
    for (const key of spare) this.remove(key);
    return spare.length > 0;
  }

  private say(healthy: boolean): void {
    if (this.works === healthy) return;
    this.works = healthy;
    for (const watcher of this.watchers) watcher(healthy);
  }
}

function browserStore(): KeyValue | null {
  try {
    const storage = globalThis.localStorage;
    const probe = 'kring:probe';
    storage.setItem(probe, '1');
    storage.removeItem(probe);
    return {
      getItem: (key) => storage.getItem(key),
      setItem: (key, value) => storage.setItem(key, value),
      removeItem: (key) => storage.removeItem(key),
      keys: () => Array.from({ length: storage.length }, (_, i) => storage.key(i) ?? ''),
    };
  } catch {
    return null;
  }
}

export const device = new Device(browserStore());
