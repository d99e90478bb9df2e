/**
 * Making and using a passkey of this device. The browser speaks in bytes and the server in the JSON of
 * WebAuthn Level 3, which not every browser of today reads by itself.
 */

/** Why there is no passkey: whoever holds the device did not want it, or it has none for this page. */
export class NoPasskey extends Error {}

/** Whether this browser and this address have passkeys at all. */
export function hasPasskeys(): boolean {
  return (
    typeof PublicKeyCredential !== 'undefined' && isSecureContext && !isNumeric(location.hostname)
  );
}

/** A passkey is for a name, never for an address in digits. */
export function isNumeric(host: string): boolean {
  return /^[\d.]+$|^\[/.test(host);
}

interface Named {
  id: string;
}

/** Asks the device to make a passkey. */
export async function makePasskey(options: unknown): Promise<unknown> {
  const { publicKey } = options as { publicKey: Json };
  const user = publicKey.user as Json;
  const had = (publicKey.excludeCredentials ?? []) as Named[];
  const made = await asked(() =>
    navigator.credentials.create({
      publicKey: {
        ...publicKey,
        challenge: bytes(publicKey.challenge),
        user: { ...user, id: bytes(user.id) },
        excludeCredentials: had.map((one) => ({ ...one, id: bytes(one.id) })),
      } as unknown as PublicKeyCredentialCreationOptions,
    }),
  );
  const response = made.response as AuthenticatorAttestationResponse;
  return {
    ...named(made),
    response: {
      attestationObject: text(response.attestationObject),
      clientDataJSON: text(response.clientDataJSON),
    },
  };
}

/** Asks the device for a passkey that is for this page. */
export async function usePasskey(options: unknown): Promise<unknown> {
  const { publicKey } = options as { publicKey: Json };
  const used = await asked(() =>
    navigator.credentials.get({
      publicKey: {
        ...publicKey,
        challenge: bytes(publicKey.challenge),
        allowCredentials: [],
      } as unknown as PublicKeyCredentialRequestOptions,
    }),
  );
  const response = used.response as AuthenticatorAssertionResponse;
  return {
    ...named(used),
    response: {
      authenticatorData: text(response.authenticatorData),
      clientDataJSON: text(response.clientDataJSON),
      signature: text(response.signature),
      userHandle: response.userHandle === null ? null : text(response.userHandle),
    },
  };
}

type Json = { [field: string]: unknown };

async function asked(ask: () => Promise<Credential | null>): Promise<PublicKeyCredential> {
  let credential: Credential | null;
  try {
    credential = await ask();
  } catch {
    throw new NoPasskey();
  }
  if (credential === null) throw new NoPasskey();
  return credential as PublicKeyCredential;
}

function named(credential: PublicKeyCredential) {
  return {
    id: credential.id,
    rawId: text(credential.rawId),
    type: credential.type,
    extensions: {},
  };
}

/** base64url, without padding */
export function text(buffer: ArrayBuffer): string {
  const binary = String.fromCharCode(...new Uint8Array(buffer));
  return btoa(binary).replace(/\+/g, '-').replace(/\//g, '_').replace(/=+$/, '');
}

export function bytes(encoded: unknown): Uint8Array<ArrayBuffer> {
  const binary = atob(String(encoded).replace(/-/g, '+').replace(/_/g, '/'));
  return Uint8Array.from(binary, (char) => char.charCodeAt(0));
}
