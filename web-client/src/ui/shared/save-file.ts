/** Saves a file by way of a blob address, so that no token is in an address. */
const FORGET_AFTER_MS = 10_000;

export function saveFile(blob: Blob, name: string): void {
  const url = URL.createObjectURL(blob);
  const link = document.createElement('a');
  link.href = url;
  link.download = name;
  link.click();
  setTimeout(() => URL.revokeObjectURL(url), FORGET_AFTER_MS);
}

/** A file name such as "verslag-intervisie-jaarlaag-2.md". */
export function fileName(what: string, title: string, ending: string): string {
  const slug = title
    .normalize('NFKD')
    .replace(/\p{Mark}/gu, '')
    .toLowerCase()
    .replace(/[^a-z0-9]+/gu, '-')
    .replace(/^-|-$/gu, '');
  return `${slug ? `${what}-${slug}` : what}.${ending}`;
}
