/** What a device is called until its owner names it: the kind of machine, as its browser says. */
const KINDS: readonly (readonly [RegExp, string])[] = [
  [/iPhone/, 'iPhone'],
  [/iPad/, 'iPad'],
  [/Android.*Mobile/, 'Android'],
  [/Android/, 'Android-tablet'],
  [/CrOS/, 'Chromebook'],
  [/Windows/, 'Windows'],
  [/Macintosh/, 'Mac'],
  [/Linux/, 'Linux'],
];

export function deviceName(userAgent: string = navigator.userAgent): string {
  return KINDS.find(([kind]) => kind.test(userAgent))?.[1] ?? '';
}
