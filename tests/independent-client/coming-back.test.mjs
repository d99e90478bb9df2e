// People who change device, a plan that has to become shorter, and a meeting that goes on another day.

import assert from 'node:assert/strict';
import { test } from 'node:test';
import { claimState, comeBack, makeClaim, makeCode } from './client.mjs';
import { device, does, everybody, gather, refused } from './support.mjs';

test('somebody comes back on another device by a code, and is who they were', async (t) => {
  const { base, session, all, marieke, anna } = await gather(t);
  const code = await makeCode(base, session, anna.token);
  assert.match(code, /^[0-9A-HJKMNP-TV-Z]{12}$/);
  const typed = code.toLowerCase().replace(/(...)/g, '$1-');
  const back = await comeBack(base, session, typed);
  assert.equal(back.participant, anna.participant);
  const laptop = await device(t, back);
  assert.deepEqual(laptop.view.me.devices.map(({ name }) => name), ['', 'Laptop']);
  await everybody(all, ({ view }) => view.stage.returned?.by === 'code', 'who came back');
  assert.equal(marieke.view.stage.returned.participant, anna.participant);
  assert.equal(marieke.view.all('participant').length, 4);
  await assert.rejects(comeBack(base, session, '000000000000'), { status: 404 });
});

test('two people bring somebody back who lost everything, the gespreksleider among them', async (t) => {
  const { base, session, invitation, all, marieke, youssef, anna, bram } = await gather(t);
  const claim = await makeClaim(base, invitation, 'Bram');
  const waits = await claimState(base, session, claim.token);
  assert.deepEqual({ claim: waits.claim, confirmed: waits.confirmed }, { claim: 'waits', confirmed: 0 });
  await everybody(all, ({ view }) => view.stage.claims?.length === 1, 'a claim');
  const [{ device: id, participant }] = marieke.view.stage.claims;
  assert.equal(participant, bram.participant);
  await does(youssef, { do: 'confirm_claim', claim: id });
  await does(anna, { do: 'confirm_claim', claim: id });
  assert.equal((await claimState(base, session, claim.token)).confirmed, 2);
  await does(marieke, { do: 'confirm_claim', claim: id });
  const confirmed = await claimState(base, session, claim.token);
  assert.deepEqual(confirmed, { claim: 'confirmed', participant: bram.participant });
  const phone = await device(t, { session, token: claim.token });
  assert.equal(phone.view.me.id, bram.participant);
  assert.equal(phone.view.me.devices.length, 1);
});

test('a plan is fitted into the minutes that are left, and the meeting goes on another day', async (t) => {
  const { all, marieke, youssef } = await gather(t);
  await does(marieke, { do: 'start' });
  await everybody(all, ({ view }) => view.stage.lifecycle === 'running', 'the start');
  await does(marieke, { do: 'propose_replan', minutes_left: 40 });
  await marieke.until(({ view }) => view.get('overview').replan, 'a proposal');
  const { replan } = marieke.view.get('overview');
  const sum = replan.phases.reduce((minutes, { to }) => minutes + to, 0);
  assert.equal(sum, 40);
  await refused(youssef, { do: 'accept_replan', from: youssef.view.position }, 'not_gespreksleider');
  await does(marieke, { do: 'accept_replan', from: marieke.view.position });
  const at = marieke.view.position;
  await does(marieke, { do: 'adjourn', until_ms: null });
  await everybody(all, ({ view }) => view.stage.lifecycle === 'adjourned', 'another day');
  await refused(youssef, { do: 'raise_hand' }, 'adjourned');
  await does(marieke, { do: 'resume_meeting' });
  await everybody(all, ({ view }) => view.stage.lifecycle === 'running', 'the same day, later');
  assert.deepEqual(youssef.view.position, at);
});
