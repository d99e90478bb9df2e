/** Dutch: passkeys, and the ways back to a group. */
export const nlPasskey = {
  passkey: {
    heading: 'Passkey',
    hint: 'Met een passkey kom je terug met je vinger, je gezicht of de pincode van je toestel, ook op een nieuw toestel van jezelf. Je hoeft niets te onthouden.',
    make: 'Maak een passkey',
    makeAnother: 'Maak nog een passkey',
    unnamed: (n: number) => `Passkey ${n}`,
    remove: 'Verwijder',
    removeOf: (name: string) => `Verwijder de passkey van ${name}`,
    none: 'Er is geen passkey gebruikt. Probeer het opnieuw, of kom terug met je code.',
    comeBack: 'Kom terug met een passkey',
    with: 'Met een passkey',
    withHint:
      'Dat kan als je er eerder een maakte op de pagina van je groep. Je toestel vindt hem zelf.',
    codeInstead: 'Open het adres dat bij je code staat, of scan de QR-code. Vul daar je code in.',
    otherwise: 'Zonder passkey of code',
    invitationInstead:
      'Open de uitnodiging van je groep en kies “Ik hoor er al bij”. Twee leden bevestigen dan dat jij het bent. Heb je de uitnodiging niet meer, vraag iemand uit de groep erom.',
  },
};
