/** English: passkeys, and the ways back to a group. */
import type { Dictionary } from '../nl/whole';

export const enPasskey: Pick<Dictionary, 'passkey'> = {
  passkey: {
    heading: 'Passkey',
    hint: 'With a passkey you come back with your finger, your face or the PIN of your device, on a new device of yours as well. There is nothing to remember.',
    make: 'Make a passkey',
    makeAnother: 'Make another passkey',
    unnamed: (n) => `Passkey ${n}`,
    remove: 'Remove',
    removeOf: (name) => `Remove the passkey of ${name}`,
    none: 'No passkey was used. Try again, or come back with your code.',
    comeBack: 'Come back with a passkey',
    with: 'With a passkey',
    withHint:
      'You can if you made one before on the page of your group. Your device finds it by itself.',
    codeInstead:
      'Open the address that stands with your code, or scan its QR code, and fill in your code there.',
    otherwise: 'Without a passkey or a code',
    invitationInstead:
      'Open the invitation of your group and choose “I already belong to it”. Two members then confirm that it is you. If you no longer have the invitation, ask somebody in the group for it.',
  },
};
