/** A personal code as people read it, and the address that holds it. */

/** `7KQ2MX94HVTB` as `7KQ 2MX 94H VTB`. */
export function inGroups(code: string): string {
  return code.replace(/(.{3})(?=.)/g, '$1 ');
}

/** The code is in the fragment, because browsers send no fragment to a server. */
export function returnLink(origin: string, session: string, code: string): string {
  return `${origin}/return#${session}.${code}`;
}
