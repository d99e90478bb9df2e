/** Makes the compiler refuse a switch that forgets a variant. */
export function assertNever(value: never): never {
  throw new Error(`unexpected ${JSON.stringify(value)}`);
}

/**
 * Makes the compiler refuse a switch that forgets a variant, and lets a newer server say what this
 * page does not know yet: it is left out, and everything else goes on.
 */
export function ignoreUnknown(_value: never): void {}
