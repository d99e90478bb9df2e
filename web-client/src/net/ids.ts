/**
 * A random id (UUID v4). `randomUUID` exists only on https and on localhost; without it the id is
 * made of random bytes.
 */
export function newId(): string {
  if (typeof crypto.randomUUID === 'function') return crypto.randomUUID();
  const bytes = crypto.getRandomValues(new Uint8Array(16));
  bytes[6] = ((bytes[6] ?? 0) & 0x0f) | 0x40;
  bytes[8] = ((bytes[8] ?? 0) & 0x3f) | 0x80;
  return asId(bytes);
}

/**
 * The id of the meeting or the group that an invitation, a token or another secret is of: its first 16
 * bytes. Of what cannot be one, an id that nothing has: the server says what is wrong with it.
 */
export function idIn(secret: string): string {
  const base64 = secret.slice(0, 22).replaceAll('-', '+').replaceAll('_', '/');
  try {
    const bytes = Uint8Array.from(atob(base64), (char) => char.charCodeAt(0));
    return asId(bytes.length === 16 ? bytes : new Uint8Array(16));
  } catch {
    return asId(new Uint8Array(16));
  }
}

function asId(bytes: Uint8Array): string {
  const hex = Array.from(bytes, (byte) => byte.toString(16).padStart(2, '0')).join('');
  return [8, 4, 4, 4, 12]
    .reduce<{ at: number; parts: string[] }>(
      ({ at, parts }, length) => ({
        at: at + length,
        parts: [...parts, hex.slice(at, at + length)],
      }),
      { at: 0, parts: [] },
    )
    .parts.join('-');
}
