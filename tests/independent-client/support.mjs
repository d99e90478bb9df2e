// What the tests share: a group of four in a meeting of their own, and short ways to expect an answer.

import assert from 'node:assert/strict';
import { Client, createMeeting, joinMeeting } from './client.mjs';

export function server() {
  const url = process.env.KRING_URL;
  assert.ok(url, 'Set KRING_URL to the address of a running Kring server, such as http://127.0.0.1:8080.');
  return url;
}

/** A device of somebody, which keeps every frame that it receives in `frames`. */
export async function device(t, who) {
  const frames = [];
  const client = new Client(server(), who, { onFrame: (text) => frames.push(text) });
  client.frames = frames;
  t.after(() => client.drop());
  await client.connect();
  return client;
}

/** Marieke makes a meeting `zeven-stappen`; Youssef, Anna and Bram join it; all of them are connected. */
export async function gather(t) {
  const base = server();
  const created = await createMeeting(base, { method: 'zeven-stappen', name: 'Marieke', title: 'Woensdag', lang: 'en' });
  const { session, invitation } = created;
  const people = { marieke: await device(t, created) };
  for (const name of ['Youssef', 'Anna', 'Bram']) {
    people[name.toLowerCase()] = await device(t, await joinMeeting(base, invitation, name));
  }
  const all = Object.values(people);
  await everybody(all, (client) => client.view.all('participant').length === 4, 'four participants');
  return { base, session, invitation, all, ...people };
}

export const everybody = (clients, condition, what) =>
  Promise.all(clients.map((client) => client.until(condition, what)));

/** The command is accepted; gives the id of the contribution it made, or `null`. */
export async function does(client, command) {
  const answer = await client.command(command);
  assert.equal(answer.type, 'accepted', `${JSON.stringify(command)} was answered ${JSON.stringify(answer)}`);
  return answer.created;
}

/** The command is refused by this rule. */
export async function refused(client, command, code) {
  const { type, code: why } = await client.command(command);
  assert.deepEqual({ type, code: why }, { type: 'refused', code }, JSON.stringify(command));
}

/** The command that writes something for the step where the meeting stands. */
export const write = (client, content) => ({ do: 'contribute', at: client.view.position, content });

export const says = (client, content) => does(client, write(client, content));

export const standsAt = (position) => (client) =>
  client.view.position?.phase === position.phase && client.view.position.step === position.step;

/** The gespreksleider goes on, and everybody sees where to. */
export async function goOn(leader, all, phase, step) {
  await does(leader, { do: 'next', from: leader.view.position });
  await everybody(all, standsAt({ phase, step }), `the step ${phase}, ${step}`);
}

/** Whatever was sent before this has reached everybody after it: somebody's hand goes up and down. */
export async function barrier(all, somebody) {
  const raised = (client) => client.view.get('hands').order.includes(somebody.participant);
  await does(somebody, { do: 'raise_hand' });
  await everybody(all, raised, 'a raised hand');
  await does(somebody, { do: 'lower_hand', participant: somebody.participant });
  await everybody(all, (client) => !raised(client), 'a lowered hand');
}

/** The record of a contribution that everybody may see. */
export const written = (id, author, at, content, more = {}) => ({
  type: 'contribution',
  id,
  author: author.participant,
  mine: false,
  round: 1,
  at,
  held: false,
  content,
  response: null,
  supporters: [],
  chosen: false,
  edited: false,
  ...more,
});

/** Everybody has exactly this record of a contribution. */
export async function everybodyHas(all, record) {
  await everybody(all, (client) => client.view.get('contribution', record.id), 'a contribution');
  for (const client of all) assert.deepEqual(client.view.get('contribution', record.id), record);
}

export function assertNeverReceived(clients, words) {
  for (const client of clients) {
    for (const word of words) {
      const frame = client.frames.find((text) => text.includes(word));
      assert.equal(frame, undefined, `"${word}" was sent to somebody who may not have it`);
    }
  }
}
