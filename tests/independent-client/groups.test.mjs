// A group: coming in and coming back, what its members settle and plan, and how it ends.

import assert from 'node:assert/strict';
import { randomUUID } from 'node:crypto';
import { test } from 'node:test';
import { Client } from './client.mjs';
import {
  askToJoin,
  claimMember,
  DAY,
  enter,
  gatherGroup,
  hasTurns,
  inDays,
  makeCalendar,
  makeGroup,
  makeMemberCode,
  meetings,
  memberClaimState,
  opensNothing,
  plan,
  previewGroup,
  readCalendar,
  replaceGroupInvitation,
  returnToGroup,
  revokeCalendar,
  turns,
  types,
} from './groups.mjs';
import { device, does, everybody, refused, says, server } from './support.mjs';

test('whoever asks to come into a group sees its name alone until a member lets them in', async (t) => {
  const base = server();
  const agreements = ['What we say here stays here.'];
  const made = await makeGroup(base, { name: 'Wednesdays', purpose: 'To learn.', agreements, your_name: 'Marieke' });
  const marieke = await device(t, made);
  const { due_ms: due, ...group } = marieke.view.get('group');
  assert.deepEqual(group, {
    type: 'group', id: made.group, name: 'Wednesdays', purpose: 'To learn.', agreements, keep_months: 13,
  });
  assert.ok(due > Date.now() + 365 * DAY);
  assert.deepEqual(await previewGroup(base, made.invitation), { id: made.group, name: 'Wednesdays' });

  const id = randomUUID();
  const first = await askToJoin(base, made.invitation, 'Youssef', id);
  const again = await askToJoin(base, made.invitation, 'Youssef', id);
  assert.equal(again.member, first.member);
  assert.notEqual(again.token, first.token);
  const youssef = await device(t, again);
  assert.deepEqual(types(youssef), ['group_me', 'group_name']);
  assert.deepEqual(youssef.view.get('group_name'), { type: 'group_name', id: made.group, name: 'Wednesdays' });
  assert.equal(youssef.view.get('group_me').waits, true);
  await refused(youssef, { do: 'plan_meeting', method: 'dialoog', starts_at_ms: null }, 'not_admitted');

  await marieke.until(({ view }) => view.get('member', youssef.member), 'an applicant');
  assert.equal(marieke.view.get('member', youssef.member).waits, true);
  await does(marieke, { do: 'admit', applicant: youssef.member });
  await does(marieke, { do: 'admit', applicant: youssef.member });
  await youssef.until(({ view }) => view.get('group'), 'the group');
  assert.equal(youssef.view.get('group_name'), undefined);
  const anna = await device(t, await askToJoin(base, made.invitation, 'Anna'));
  await does(youssef, { do: 'admit', applicant: anna.member });
  const three = ({ view }) => view.all('member').filter(({ waits }) => !waits).length === 3;
  await everybody([marieke, youssef, anna], three, 'three members');
  for (const { view } of [youssef, anna]) {
    assert.deepEqual(view.get('group'), { ...group, due_ms: due });
    assert.deepEqual(view.all('member').map(({ name }) => name).sort(), ['Anna', 'Marieke', 'Youssef']);
  }
});

test('a member declines somebody, who is then nobody there', async (t) => {
  const group = await gatherGroup(t);
  const id = randomUUID();
  const zed = await device(t, await askToJoin(group.base, group.invitation, 'Zed', id));
  await does(group.bram, { do: 'decline', applicant: zed.member });
  assert.equal(await zed.closed, 4403);
  await everybody(group.all, ({ view }) => view.get('member', zed.member) === undefined, 'no applicant');
  await assert.rejects(askToJoin(group.base, group.invitation, 'Zed', id), { status: 404, code: 'invitation_invalid' });
  await refused(group.anna, { do: 'admit', applicant: zed.member }, 'unknown_applicant');
  const changed = await replaceGroupInvitation(group.base, group.anna);
  await assert.rejects(previewGroup(group.base, group.invitation), { status: 404, code: 'invitation_invalid' });
  assert.equal((await previewGroup(group.base, changed)).id, group.id);
});

test('any member says what the group is for, how long it is kept and how it works', async (t) => {
  const { id, all, youssef, anna, bram } = await gatherGroup(t);
  const details = { name: 'Thursdays', purpose: 'To listen.', agreements: ['We ask first.'] };
  const arrangements = { leads: 'rotates', input: 'A question, a week ahead.', communication: 'Marieke', evaluation: '' };
  const { due_ms: before } = youssef.view.get('group');
  await does(youssef, { do: 'set_details', ...details });
  await refused(anna, { do: 'set_retention', months: 25 }, 'duration_out_of_range');
  await does(anna, { do: 'set_retention', months: 6 });
  await does(bram, { do: 'set_arrangements', arrangements });
  await everybody(all, ({ view }) => view.get('group').arrangements, 'arrangements');
  for (const { view } of all) {
    const { due_ms: due, ...group } = view.get('group');
    assert.deepEqual(group, { type: 'group', id, ...details, keep_months: 6, arrangements });
    assert.ok(due < before);
  }
});

test('meetings are planned in a series, moved and dropped, and say where, about what and what to read', async (t) => {
  const { all, marieke, youssef, anna } = await gatherGroup(t);
  const days = [inDays(7), inDays(14), inDays(21)];
  await does(youssef, { do: 'plan_meeting', method: 'zeven-stappen', starts_at_ms: days[1], also_at_ms: [days[2], days[0]] });
  const many = Array.from({ length: 18 }, (_, index) => inDays(30 + index));
  await refused(anna, { do: 'plan_meeting', method: 'dialoog', starts_at_ms: null, also_at_ms: many }, 'too_many_meetings');
  const sessions = meetings(youssef).map(({ session }) => session);
  const planned = (index, more) => ({
    type: 'group_meeting', session: sessions[index], state: 'planned', method: 'zeven-stappen', starts_at_ms: days[index],
    planned_by: youssef.member, absent: [], roles: [], ...more,
  });
  assert.deepEqual(meetings(youssef), [planned(0), planned(1), planned(2)]);

  const about = { place: 'Room 12', agenda: ['Looking back', 'A case'], reading: ['https://school.example/text'] };
  await does(anna, { do: 'set_meeting_details', session: sessions[0], ...about });
  await does(anna, { do: 'tell_absence', session: sessions[0], absent: true });
  await does(marieke, { do: 'tell_absence', session: sessions[1], absent: true });
  await does(marieke, { do: 'tell_absence', session: sessions[1], absent: false });
  const { due_ms: due } = anna.view.get('group');
  await does(anna, { do: 'move_meeting', session: sessions[2], starts_at_ms: days[2] + DAY });
  assert.equal(anna.view.get('group').due_ms, due + DAY);
  await does(anna, { do: 'cancel_meeting', session: sessions[1] });
  await refused(anna, { do: 'move_meeting', session: sessions[1], starts_at_ms: days[1] }, 'unknown_meeting');
  await everybody(all, (client) => meetings(client).length === 2, 'two meetings');
  const now = [planned(0, { ...about, absent: [anna.member] }), planned(2, { starts_at_ms: days[2] + DAY })];
  for (const client of all) assert.deepEqual(meetings(client), now);
});

test('a poll asks which day suits, and whoever said no to the chosen one is absent from it', async (t) => {
  const { all, marieke, youssef, anna, bram } = await gatherGroup(t);
  const options = [inDays(9), inDays(8)];
  await does(marieke, { do: 'open_poll', method: 'dialoog', options });
  await everybody(all, ({ view }) => view.all('date_poll').length === 1, 'a poll');
  const [poll] = youssef.view.all('date_poll');
  const sorted = [...options].sort((a, b) => a - b);
  const asked = { type: 'date_poll', id: poll.id, method: 'dialoog', options: sorted, asked_by: marieke.member };
  assert.deepEqual(poll, { ...asked, answers: [] });
  await does(youssef, { do: 'answer_poll', poll: poll.id, answers: ['yes', 'no'] });
  await does(anna, { do: 'answer_poll', poll: poll.id, answers: ['no', 'no'] });
  await does(anna, { do: 'answer_poll', poll: poll.id, answers: ['if_need_be', 'yes'] });
  await everybody(all, ({ view }) => view.get('date_poll', poll.id).answers[1]?.suits[1] === 'yes', 'the answers');
  const answers = [{ member: youssef.member, suits: ['yes', 'no'] }, { member: anna.member, suits: ['if_need_be', 'yes'] }];
  for (const { view } of all) assert.deepEqual(view.get('date_poll', poll.id), { ...asked, answers });
  await does(bram, { do: 'close_poll', poll: poll.id, option: 1 });
  await refused(marieke, { do: 'close_poll', poll: poll.id, option: null }, 'unknown_poll');
  await everybody(all, (client) => meetings(client).length === 1, 'a meeting');
  for (const client of all) {
    assert.deepEqual(client.view.all('date_poll'), []);
    const [{ method, starts_at_ms: starts, absent }] = meetings(client);
    assert.deepEqual({ method, starts, absent }, { method: 'dialoog', starts: options[0], absent: [youssef.member] });
  }
  await does(anna, { do: 'open_poll', method: 'dialoog', options });
  await does(anna, { do: 'close_poll', poll: anna.view.all('date_poll')[0].id, option: null });
  assert.deepEqual([anna.view.all('date_poll').length, meetings(anna).length], [0, 1]);
});

test('the rota proposes whose turn it is, and a turn is settled or passed over', async (t) => {
  const group = await gatherGroup(t);
  const { marieke, youssef, anna, bram } = group;
  const [next] = await plan(group, { method: 'dialoog', starts_at_ms: inDays(7) });
  const lead = { role: 'gespreksleider' };
  assert.deepEqual(turns(group, lead.role), ['marieke', 'youssef', 'anna', 'bram']);
  assert.equal(turns(group, 'inbrenger')[0], 'youssef', 'whoever leads does not bring a case');
  await does(youssef, { do: 'tell_absence', session: next, absent: true });
  await hasTurns(group, lead.role, ['marieke', 'anna', 'bram', 'youssef']);
  await does(bram, { do: 'pin_turn', ...lead, member: bram.member });
  await does(anna, { do: 'skip_turn', ...lead, member: marieke.member, skipped: true });
  await hasTurns(group, lead.role, ['bram', 'anna', 'marieke', 'youssef']);
  assert.equal(turns(group, 'inbrenger')[0], 'marieke');
  const never = { times: 0, last_ms: null, absent: false };
  assert.deepEqual(marieke.view.get('rota').turns.find(({ role }) => role === lead.role).order, [
    { member: bram.member, ...never, pinned: true },
    { member: anna.member, ...never },
    { member: marieke.member, ...never, skipped: true },
    { member: youssef.member, ...never, absent: true },
  ]);
  await does(bram, { do: 'pin_turn', ...lead, member: null });
  await does(anna, { do: 'skip_turn', ...lead, member: marieke.member, skipped: false });
  await hasTurns(group, lead.role, ['marieke', 'anna', 'bram', 'youssef']);
});

test('a member comes back by a code, and whoever loses the connection gets what was missed', async (t) => {
  const { base, id, all, marieke, anna } = await gatherGroup(t);
  const code = await makeMemberCode(base, anna);
  assert.match(code, /^[0-9A-HJKMNP-TV-Z]{12}$/);
  const back = await returnToGroup(base, id, code.toLowerCase().replace(/(...)/g, '$1-'));
  assert.equal(back.member, anna.member);
  const laptop = await device(t, back);
  const { devices, has_code: coded } = laptop.view.get('group_me');
  assert.deepEqual([devices.map(({ name }) => name), coded], [['Phone', 'Laptop'], true]);
  assert.equal(laptop.welcome.device, devices[1].id);
  await assert.rejects(returnToGroup(base, id, '000000000000'), { status: 404, code: 'code_invalid' });

  await anna.drop();
  await does(marieke, { do: 'rename', name: 'Mieke' });
  await laptop.until(({ view }) => view.get('member', marieke.member).name === 'Mieke', 'another name');
  const { resumed } = await anna.connect();
  assert.equal(resumed, true);
  await anna.until(({ revision }) => revision === laptop.revision, 'what was missed');
  assert.deepEqual(anna.view.records, laptop.view.records);

  await does(laptop, { do: 'revoke_device', device: devices[0].id });
  assert.equal(await anna.closed, 4401);
  assert.equal(marieke.view.all('member').length, all.length);
});

test('two members confirm that somebody is who they say, and the device of before is signed out', async (t) => {
  const { base, invitation, marieke, youssef, anna, bram } = await gatherGroup(t);
  const code = await makeMemberCode(base, bram);
  await assert.rejects(claimMember(base, invitation, 'Nobody'), { status: 409, rejection: 'unknown_participant' });
  const claimed = await claimMember(base, invitation, 'Bram');
  await assert.rejects(claimMember(base, invitation, 'Bram'), { status: 409, rejection: 'claim_waits' });
  await everybody([marieke, youssef, anna, bram], ({ view }) => view.get('member_claims').claims.length === 1, 'a claim');
  const [{ device: claim, expires_at_ms: expires, ...rest }] = marieke.view.get('member_claims').claims;
  assert.deepEqual(rest, { member: bram.member, confirmed_by: [] });
  await refused(bram, { do: 'confirm_claim', claim }, 'not_for_your_role');
  await does(youssef, { do: 'confirm_claim', claim });
  await does(youssef, { do: 'confirm_claim', claim });
  assert.deepEqual(await memberClaimState(base, claimed), { state: 'waits', confirmed: 1, expires_at_ms: expires });
  await assert.rejects(new Client(base, claimed).connect(), /closed with 4401/);
  await does(anna, { do: 'confirm_claim', claim });
  assert.deepEqual(await memberClaimState(base, claimed), { state: 'confirmed', member: bram.member });
  assert.equal(await bram.closed, 4401);
  const tablet = await device(t, claimed);
  const { id, devices, has_code: coded } = tablet.view.get('group_me');
  assert.deepEqual([id, devices, coded], [bram.member, [{ id: claim, name: 'Tablet' }], false]);
  await assert.rejects(returnToGroup(base, tablet.group, code), { status: 404, code: 'code_invalid' });

  const wrong = await claimMember(base, invitation, 'Anna');
  await anna.until(({ view }) => view.get('member_claims').claims.length === 1, 'another claim');
  await does(anna, { do: 'refuse_claim', claim: anna.view.get('member_claims').claims[0].device });
  await assert.rejects(memberClaimState(base, wrong), { status: 401, code: 'unauthorised' });
});

test('the address of a calendar opens the dates and nothing more, until it is revoked', async (t) => {
  const group = await gatherGroup(t);
  const { base, anna } = group;
  const [session] = await plan(group, { method: 'dialoog', starts_at_ms: inDays(7) }, { method: 'dialoog', starts_at_ms: null });
  await does(anna, { do: 'set_meeting_details', session, place: 'Room 12', agenda: ['Walrus'], reading: [] });
  const old = await makeCalendar(base, anna);
  const path = await makeCalendar(base, anna);
  await anna.until(({ view }) => view.get('group_me').has_calendar === true, 'a calendar');
  await assert.rejects(readCalendar(base, old), { status: 401, code: 'unauthorised' });
  const { contentType, events: [before, ...others] } = await readCalendar(base, path);
  assert.match(contentType, /^text\/calendar/);
  assert.deepEqual(others, [], 'only what has a date');
  const start = (moment) => new Date(moment).toISOString().replace(/[-:]|\.000/g, '');
  assert.deepEqual([before.SUMMARY, before.LOCATION, before.DTSTART], ['Intervisie', 'Room 12', start(inDays(7))]);
  await does(anna, { do: 'move_meeting', session, starts_at_ms: inDays(8) });
  const { events: [after] } = await readCalendar(base, path);
  assert.deepEqual([after.UID, after.DTSTART], [before.UID, start(inDays(8))]);
  assert.ok(Number(after.SEQUENCE) > Number(before.SEQUENCE));
  await revokeCalendar(base, anna);
  await assert.rejects(readCalendar(base, path), { status: 401, code: 'unauthorised' });
  await anna.until(({ view }) => !view.get('group_me').has_calendar, 'no calendar');
});

test('whoever leaves is in the group no more, nor in the meetings ahead of it', async (t) => {
  const group = await gatherGroup(t);
  const { marieke, youssef, anna, bram } = group;
  const [session] = await plan(group, { method: 'dialoog', starts_at_ms: inDays(7) });
  const there = await enter(t, group, session, 'anna', 'bram');
  await does(bram, { do: 'leave' });
  assert.deepEqual(await Promise.all([bram.closed, there.bram.closed]), [4403, 4403]);
  await there.anna.until(({ view }) => view.get('participant', there.bram.participant).left, 'somebody who left');
  await everybody([marieke, youssef, anna], ({ view }) => view.get('member', bram.member) === undefined, 'three members');
  await opensNothing(bram, session);
});

test('the last one who leaves takes the group along', async (t) => {
  const base = server();
  const made = await makeGroup(base, { name: 'Alone', your_name: 'Marieke' });
  const marieke = await device(t, made);
  await does(marieke, { do: 'leave' });
  await marieke.closed;
  await assert.rejects(previewGroup(base, made.invitation), { status: 404, code: 'invitation_invalid' });
  await assert.rejects(marieke.connect(), /closed with 4401/);
});

test('a group that is erased opens nothing any more, and its meetings neither', async (t) => {
  const group = await gatherGroup(t);
  const [session] = await plan(group, { method: 'dialoog', starts_at_ms: inDays(7) });
  const there = await enter(t, group, session, 'anna', 'bram');
  const calendar = await makeCalendar(group.base, group.anna);
  await does(group.youssef, { do: 'erase' });
  for (const client of [...group.all, ...there.all]) assert.equal(await client.closed, 4410);
  for (const member of group.all) await opensNothing(member, session);
  for (const client of there.all) await assert.rejects(client.connect(), /closed with 4401/);
  await assert.rejects(previewGroup(group.base, group.invitation), { status: 404, code: 'invitation_invalid' });
  await assert.rejects(askToJoin(group.base, group.invitation, 'Zed'), { status: 404, code: 'invitation_invalid' });
  await assert.rejects(readCalendar(group.base, calendar), { status: 401, code: 'unauthorised' });
});
