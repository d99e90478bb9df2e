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

  set(key: string, value: unknown): void {
    const text = JSON.stringify(value);
    try {
      if (this.store === null) throw new Error('no storage');
      this.store.setItem(key, text);
      this.memory.delete(key);
      this.say(true);
    } catch {
      this.memory.set(key, text);
      this.say(false);
    }
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
