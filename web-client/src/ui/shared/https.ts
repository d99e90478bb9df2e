/** The address in a text, if it is an https address and may be a link. */
export function httpsUrl(text: string): URL | null {
  try {
    const url = new URL(text.trim());
    return url.protocol === 'https:' ? url : null;
  } catch {
    return null;
  }
}
