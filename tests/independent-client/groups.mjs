// What the tests of groups share: the HTTP side of groups, and a group whose members are connected.

import assert from 'node:assert/strict';
import { randomUUID } from 'node:crypto';
import { Client, json, request } from './client.mjs';
import { device, does, everybody, server } from './support.mjs';

export const DAY = 24 * 60 * 60 * 1000;

const TODAY = Math.floor(Date.now() / DAY) * DAY;

/** Midnight in UTC, so many days ahead. */
export const inDays = (days) => TODAY + days * DAY;

/** Gives `{ group, member, token, invitation }`. */
export const makeGroup = (base, group) => json(base, 'POST', '/api/groups', { body: group });

export const previewGroup = (base, invitation) => json(base, 'POST', '/api/groups/preview', { body: { invitation } });

/** Asks to come in; gives `{ group, member, token }`. The same `id` again is the same person, with a new token. */
export const askToJoin = (base, invitation, name, id = randomUUID()) =>
  json(base, 'POST', '/api/groups/join', { body: { invitation, name, id, device: 'Phone' } });

export const makeMemberCode = async (base, { group, token }) =>
  (await json(base, 'POST', `/api/groups/${group}/code`, { token })).code;

export const returnToGroup = (base, group, code, id = randomUUID()) =>
  json(base, 'POST', '/api/groups/return', { body: { group, code, id, device: 'Laptop' } });

/** Says that one is a member; gives `{ group, token }`, and the token is good once two other members confirmed it. */
export const claimMember = (base, invitation, name, id = randomUUID()) =>
  json(base, 'POST', '/api/groups/claim', { body: { invitation, name, id, device: 'Tablet' } });

export const memberClaimState = (base, { group, token }) => json(base, 'GET', `/api/groups/${group}/claim`, { token });

export const replaceGroupInvitation = async (base, { group, token }) =>
  (await json(base, 'POST', `/api/groups/${group}/invitation`, { token })).invitation;

export const readBeside = (base, { group, token }) => json(base, 'GET', `/api/groups/${group}/beside`, { token });

/** Comes into a planned meeting; gives `{ session, participant, token }`. */
export const enterMeeting = (base, { group, token }, session, id = randomUUID()) =>
  json(base, 'POST', `/api/groups/${group}/meetings/${session}/enter`, { token, body: { id } });

/** Gives the path of one's calendar, in place of the one before. */
export const makeCalendar = async (base, { group, token }) =>
  (await json(base, 'POST', `/api/groups/${group}/calendar`, { token })).path;

export const revokeCalendar = (base, { group, token }) => request(base, 'DELETE', `/api/groups/${group}/calendar`, { token });

/** Gives `{ contentType, events }`; an event is its properties by their names. */
export async function readCalendar(base, path) {
  const response = await request(base, 'GET', path);
  const lines = (await response.text()).replace(/\r\n[ \t]/g, '').split('\r\n');
  const events = [];
  for (const line of lines) {
    if (line === 'BEGIN:VEVENT') events.push({});
    else if (events.length > 0 && !line.startsWith('END:')) {
      const [, name, value] = /^([^:;]+)[^:]*:(.*)$/.exec(line) ?? [];
      if (name !== undefined) events.at(-1)[name] = value;
    }
  }
  return { contentType: response.headers.get('content-type'), events };
}

/** Gives the invitation for these phases alone. */
export const inviteGuests = async (base, session, token, phases) =>
  (await json(base, 'POST', `/api/sessions/${session}/guests`, { token, body: { phases } })).invitation;

/** Marieke makes a group; Youssef, Anna and Bram ask to come in and are let in; all of them are connected. */
export async function gatherGroup(t, more = {}) {
  const base = server();
  const made = await makeGroup(base, { name: 'Wednesdays', your_name: 'Marieke', device: 'Phone', ...more });
  const people = { marieke: await device(t, made) };
  for (const name of ['Youssef', 'Anna', 'Bram']) {
    const asked = await device(t, await askToJoin(base, made.invitation, name));
    await does(people.marieke, { do: 'admit', applicant: asked.member });
    people[name.toLowerCase()] = asked;
  }
  const all = Object.values(people);
  await everybody(all, ({ view }) => view.all('member').filter(({ waits }) => !waits).length === 4, 'four members');
  return { base, id: made.group, invitation: made.invitation, all, ...people };
}

/** The meetings that a member sees, in the order of their moments; those without one come last. */
export const meetings = ({ view }) =>
  view.all('group_meeting').sort((a, b) => (a.starts_at_ms ?? Infinity) - (b.starts_at_ms ?? Infinity));

/** Plans one meeting for each of these, `{ method, starts_at_ms }`; gives their sessions once everybody has them. */
export async function plan({ all, marieke }, ...planned) {
  const had = new Set(meetings(marieke).map(({ session }) => session));
  for (const meeting of planned) await does(marieke, { do: 'plan_meeting', ...meeting });
  const count = had.size + planned.length;
  await everybody(all, (client) => meetings(client).length === count, 'the planned meetings');
  return meetings(marieke).map(({ session }) => session).filter((session) => !had.has(session));
}

/** These members come into the meeting, the first of them to lead; gives their devices by name. */
export async function enter(t, group, session, ...names) {
  const people = {};
  for (const name of names) people[name] = await device(t, await enterMeeting(group.base, group[name], session));
  const all = Object.values(people);
  await everybody(all, ({ view }) => view.all('participant').length === names.length, 'everybody in the meeting');
  return { all, ...people };
}

/** Who comes after whom for a role, as the members' names in small letters. */
export function turns(group, role) {
  const { view } = group.marieke;
  const name = (member) => view.get('member', member).name.toLowerCase();
  return view.get('rota').turns.find((turn) => turn.role === role).order.map(({ member }) => name(member));
}

export const hasTurns = (group, role, order) =>
  group.marieke.until(() => turns(group, role).join() === order.join(), `${order} for ${role}`);

/** The gespreksleider goes to the first step of a phase, and everybody there sees it. */
export async function goTo(leader, all, phase) {
  await does(leader, { do: 'go_to', from: leader.view.position, phase });
  await everybody(all, ({ view }) => view.position?.phase === phase, phase);
}

/** With such a token nothing opens. */
export async function opensNothing(who, session) {
  const base = server();
  await assert.rejects(new Client(base, who).connect(), /closed with 4401/);
  await assert.rejects(makeMemberCode(base, who), { status: 401, code: 'unauthorised' });
  await assert.rejects(enterMeeting(base, who, session), { status: 401, code: 'unauthorised' });
}

/** The types of what a device sees. */
export const types = ({ view }) => [...view.records.values()].map(({ type }) => type).sort();
