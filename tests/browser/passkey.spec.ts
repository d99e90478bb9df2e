/** A passkey brings somebody back to their group who lost everything else. The device is a virtual one. */
import { groupOfTwo, members } from './circle';
import { expect, test } from './kring';
import { LAPTOP, PHONE, Person } from './person';

/** A phone that keeps passkeys and knows its owner; what it keeps can be given to another one. */
async function authenticator(person: Person) {
  const client = await person.page.context().newCDPSession(person.page);
  await client.send('WebAuthn.enable');
  const { authenticatorId } = await client.send('WebAuthn.addVirtualAuthenticator', {
    options: {
      protocol: 'ctap2',
      transport: 'internal',
      hasResidentKey: true,
      hasUserVerification: true,
      isUserVerified: true,
      automaticPresenceSimulation: true,
    },
  });
  return { client, authenticatorId };
}

test('a passkey brings a member back on a device that knows nothing', async ({
  browser,
  kring,
}) => {
  // A passkey is for a name, never for an address in digits.
  const url = kring.url.replace('127.0.0.1', 'localhost');
  const [gerda, ilse] = await groupOfTwo(browser, url);
  const phone = await authenticator(ilse);
  const group = ilse.page.url();

  await ilse.page.getByText('Passkey', { exact: true }).click();
  await ilse.press('Maak een passkey');
  await expect(ilse.page.getByRole('button', { name: /^Verwijder de passkey/ })).toBeVisible();
  await ilse.page.getByRole('button', { name: /^Verwijder de passkey/ }).scrollIntoViewIfNeeded();
  await ilse.picture('passkey-own-phone');
  await ilse.isAccessible();
  const kept = await phone.client.send('WebAuthn.getCredentials', {
    authenticatorId: phone.authenticatorId,
  });
  expect(kept.credentials).toHaveLength(1);

  const laptop = await Person.arrive(browser, 'Ilse', LAPTOP);
  const synced = await authenticator(laptop);
  await laptop.page.goto(url);
  await laptop.page.getByRole('link', { name: 'Terug naar je groep' }).click();
  await laptop.press('Kom terug met een passkey');
  await laptop.sees('Er is geen passkey gebruikt.');
  await laptop.picture('passkey-return-laptop');
  await laptop.isAccessible();
  // As the phone's maker does for whoever has two devices of theirs.
  await synced.client.send('WebAuthn.addCredential', {
    authenticatorId: synced.authenticatorId,
    credential: kept.credentials[0]!,
  });
  await laptop.press('Kom terug met een passkey');
  await expect(laptop.page).toHaveURL(group);
  await expect(members(laptop)).toContainText('Ilse (jij)');

  await test.step('once it is taken away it opens nothing', async () => {
    await ilse.page.getByRole('button', { name: /^Verwijder de passkey/ }).click();
    await expect(ilse.page.getByRole('button', { name: /^Verwijder de passkey/ })).toHaveCount(0);
    const third = await Person.arrive(browser, 'Ilse', PHONE);
    const device = await authenticator(third);
    await device.client.send('WebAuthn.addCredential', {
      authenticatorId: device.authenticatorId,
      credential: kept.credentials[0]!,
    });
    await third.page.goto(`${url}/groups/return`);
    await third.press('Kom terug met een passkey');
    await third.sees('Deze passkey opent hier geen groep.');
    await third.picture('passkey-return-phone');
    // An address of the group on a device that does not know it leads to the same ways back.
    await third.page.goto(group);
    await expect(
      third.page.getByRole('button', { name: 'Kom terug met een passkey' }),
    ).toBeVisible();
  });
  await expect(members(gerda)).toContainText('Ilse');
});
