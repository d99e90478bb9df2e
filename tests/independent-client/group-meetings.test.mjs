// The meetings of a group: coming in, what goes from one to the next, and who looks on or comes for a part.

import assert from 'node:assert/strict';
import { test } from 'node:test';
import { joinMeeting, previewInvitation } from './client.mjs';
import {
  DAY,
  enter,
  gatherGroup,
  goTo,
  hasTurns,
  inDays,
  inviteGuests,
  meetings,
  plan,
  readBeside,
  turns,
  types,
} from './groups.mjs';
import {
  assertNeverReceived,
  device,
  does,
  everybody,
  everybodyHas,
  refused,
  says,
  standsAt,
  write,
  written,
} from './support.mjs';

const LOBBY = { phase: '', step: '' };

test('members come into a planned meeting without an invitation, and the group hears who had which role', async (t) => {
  const group = await gatherGroup(t, { agreements: ['We ask first.'] });
  const { all, marieke, youssef, anna } = group;
  const starts = inDays(7);
  const [session] = await plan(group, { method: 'zeven-stappen', starts_at_ms: starts });
  await does(anna, { do: 'set_meeting_details', session, place: 'Room 12', agenda: ['A case'], reading: [] });
  await does(marieke, { do: 'pin_turn', role: 'gespreksleider', member: group.bram.member });
  const there = await enter(t, group, session, 'anna', 'youssef', 'marieke');
  const meeting = there.anna.view.get('meeting');
  const settled = {
    title: 'Wednesdays', agreements: ['We ask first.'], call_link: 'Room 12', scheduled_at_ms: starts,
    keep_days: 30, group: group.id,
  };
  assert.deepEqual({ ...meeting, ...settled }, meeting);
  assert.deepEqual(there.marieke.view.all('participant').map(({ name, roles: [role] }) => [name, role]), [
    ['Anna', 'gespreksleider'], ['Youssef', 'deelnemer'], ['Marieke', 'deelnemer'],
  ]);
  const known = new Set(all.map(({ member }) => member));
  for (const { participant } of there.all) assert.ok(!known.has(participant), 'a participant is known from the group');
  const elsewhen = { do: 'set_details', title: 'Wednesdays', call_link: 'Room 12', scheduled_at_ms: starts + DAY };
  await refused(there.anna, elsewhen, 'planned_by_group');
  const elsewhere = { ...elsewhen, scheduled_at_ms: starts, call_link: 'Room 13' };
  await refused(there.anna, elsewhere, 'planned_by_group');

  await does(there.anna, { do: 'start' });
  await does(there.anna, { do: 'appoint_inbrenger', participant: there.youssef.participant });
  await does(there.anna, { do: 'assign_office', participant: there.marieke.participant, office: 'tijdbewaker', holds: true });
  await does(there.anna, { do: 'close' });
  await everybody(all, ({ view }) => view.get('group_meeting', session).state === 'held', 'a meeting that was held');
  const { starts_at_ms: held, ...record } = group.bram.view.get('group_meeting', session);
  assert.deepEqual(record, {
    type: 'group_meeting', session, state: 'held', method: 'zeven-stappen', planned_by: marieke.member,
    place: 'Room 12', absent: [],
    roles: [
      { role: 'gespreksleider', member: anna.member },
      { role: 'inbrenger', member: youssef.member },
      { role: 'tijdbewaker', member: marieke.member },
    ],
  });
  await hasTurns(group, 'gespreksleider', ['marieke', 'youssef', 'bram', 'anna']);
  const last = marieke.view.get('rota').turns.find(({ role }) => role === 'gespreksleider').order.at(-1);
  assert.deepEqual(last, { member: anna.member, times: 1, last_ms: held, absent: false });
});

test('an open lobby hears that the group moves its meeting, and that it drops it', async (t) => {
  const group = await gatherGroup(t);
  const [session] = await plan(group, { method: 'dialoog', starts_at_ms: inDays(7) });
  const there = await enter(t, group, session, 'bram', 'anna');
  await does(group.youssef, { do: 'move_meeting', session, starts_at_ms: inDays(8) });
  await everybody(there.all, ({ view }) => view.get('meeting').scheduled_at_ms === inDays(8), 'another day');
  await does(group.youssef, { do: 'cancel_meeting', session });
  for (const client of there.all) assert.equal(await client.closed, 4410);
});

test('what somebody takes along waits for them alone in the next meeting, until that looks back', async (t) => {
  const group = await gatherGroup(t);
  const [session, next] = await plan(
    group, { method: 'zeven-stappen', starts_at_ms: inDays(7) }, { method: 'beeldmateriaal', starts_at_ms: inDays(14) },
  );
  const before = await enter(t, group, session, 'anna', 'youssef', 'bram');
  await does(before.anna, { do: 'appoint_inbrenger', participant: before.youssef.participant });
  await does(before.anna, { do: 'start' });
  await everybody(before.all, ({ view }) => view.position, 'the start');
  await goTo(before.anna, before.all, 'actieplan');
  const action = { kind: 'action', what: 'Make the cards.', who: '', by_when: 'Friday', evaluation: '' };
  const mine = await says(before.youssef, action);
  await goTo(before.anna, before.all, 'afsluiten');
  const takeaway = await says(before.bram, { kind: 'takeaway', text: 'I count to ten.' });
  await refused(before.youssef, { do: 'take_along', contributions: [mine] }, 'still_running');
  await does(before.anna, { do: 'close' });
  await refused(before.youssef, { do: 'take_along', contributions: [takeaway] }, 'not_takeable');
  await does(before.youssef, { do: 'take_along', contributions: [mine] });
  await before.youssef.until(({ view }) => view.me.takes_along?.state === 'arrived', 'the next meeting to have it');
  assert.deepEqual(before.youssef.view.me.takes_along.contributions, [mine]);

  const there = await enter(t, group, next, 'anna', 'youssef', 'bram');
  const { anna, youssef, bram } = there;
  await youssef.until(({ view }) => view.contributions('action').length === 1, 'what was taken along');
  const [waiting] = youssef.view.contributions('action');
  const step = { phase: 'terugblik', step: 'terugblik' };
  const came = written(waiting.id, youssef, step, action, {
    round: 0, taken_from_ms: before.youssef.view.get('meeting').closed_at_ms, beforehand: 'came',
  });
  assert.deepEqual(waiting, { ...came, at: null, mine: true, held: true, beforehand: 'waits' });
  await does(youssef, { do: 'contribute', at: LOBBY, content: { kind: 'note', text: 'About the cards.' } });
  for (const client of [anna, bram]) assert.deepEqual(client.view.all('contribution'), []);
  assertNeverReceived([anna, bram], [action.what, waiting.id]);
  await does(anna, { do: 'start' });
  await everybody(there.all, standsAt(step), 'the step that looks back');
  await everybodyHas(there.all, came);

  const notYet = { kind: 'lookback', text: 'None yet.', of: waiting.id, progress: 'not_yet' };
  const lookback = { kind: 'lookback', text: 'Half of them.', of: waiting.id, progress: 'partly', next_step: 'Make the rest.' };
  const id = await says(youssef, notYet);
  await everybodyHas(there.all, written(id, youssef, step, notYet));
  assert.equal(await says(youssef, lookback), null);
  await everybody(there.all, ({ view }) => view.get('contribution', id).edited, 'the later words');
  await everybodyHas(there.all, written(id, youssef, step, lookback, { edited: true }));
  await refused(bram, write(bram, lookback), 'unknown_contribution');

  await does(anna, { do: 'close' });
  await does(youssef, { do: 'take_along', contributions: [waiting.id] });
  await youssef.until(({ view }) => view.me.takes_along?.state === 'arrived', 'a meeting after the next');
  await everybody(group.all, (client) => meetings(client).length === 3, 'a meeting without a date');
  const last = meetings(group.bram).at(-1);
  assert.deepEqual([last.state, last.starts_at_ms], ['planned', null]);
  const later = await enter(t, group, last.session, 'youssef');
  await later.youssef.until(({ view }) => view.contributions('action').length === 2, 'both actions');
  const actions = later.youssef.view.contributions('action').map(({ content, beforehand }) => [content.what, beforehand]);
  assert.deepEqual(actions.sort(), [[action.what, 'waits'], [lookback.next_step, 'waits']]);
});

test('a trainer is told where a meeting stands, and nobody else is', async (t) => {
  const group = await gatherGroup(t);
  const { base, marieke, youssef, anna, bram } = group;
  await assert.rejects(readBeside(base, bram), { status: 409, rejection: 'not_for_your_role' });
  await refused(bram, { do: 'set_trainer', member: bram.member, trainer: true }, 'not_for_your_role');
  await does(anna, { do: 'set_trainer', member: bram.member, trainer: true });
  await everybody(group.all, ({ view }) => view.get('member', bram.member).trainer, 'a trainer');
  assert.deepEqual(turns(group, 'gespreksleider'), ['marieke', 'youssef', 'anna']);
  assert.deepEqual((await readBeside(base, bram)).meetings, []);
  const [session] = await plan(group, { method: 'zeven-stappen', starts_at_ms: inDays(7) });
  const there = await enter(t, group, session, 'youssef', 'marieke');
  await does(there.youssef, { do: 'start' });
  const { clock, ends_at_ms: ends } = there.youssef.view.get('timer');
  const [{ here, ...stands }, ...others] = (await readBeside(base, bram)).meetings;
  assert.deepEqual(stands, {
    session, lifecycle: 'running', phase: { title: { nl: 'Inventarisatie', en: 'Taking stock' }, number: 1, of: 7 },
    timer: { clock, ends_at_ms: ends }, guests: 0,
  });
  assert.deepEqual([new Set(here), others], [new Set([youssef.member, marieke.member]), []]);
  await does(bram, { do: 'set_trainer', member: bram.member, trainer: false });
  await assert.rejects(readBeside(base, bram), { status: 409, rejection: 'not_for_your_role' });
  assert.equal(bram.view.get('member', bram.member).trainer, undefined);
});

test('a guest for some phases waits, comes in with their phase and goes out with it', async (t) => {
  const group = await gatherGroup(t);
  const [session] = await plan(group, { method: 'zeven-stappen', starts_at_ms: inDays(7) });
  const there = await enter(t, group, session, 'anna', 'youssef');
  const { anna, youssef } = there;
  const asking = inviteGuests(group.base, session, youssef.token, ['brainstormronde']);
  await assert.rejects(asking, { status: 409, rejection: 'not_gespreksleider' });
  const invitation = await inviteGuests(group.base, session, anna.token, ['brainstormronde']);
  const phases = [{ nl: 'Brainstormronde', en: 'Brainstorm' }];
  assert.deepEqual((await previewInvitation(group.base, invitation)).phases, phases);
  await does(anna, { do: 'appoint_inbrenger', participant: youssef.participant });
  const eva = await device(t, await joinMeeting(group.base, invitation, 'Eva'));
  const waiting = { type: 'waiting', participant: eva.participant, phases, over: false };
  const waits = () => {
    assert.deepEqual(types(eva).filter((type) => type !== 'contribution'), ['meeting', 'participant', 'waiting']);
    assert.deepEqual(eva.view.get('waiting'), waiting);
  };
  waits();
  await does(anna, { do: 'start' });
  await refused(eva, { do: 'raise_hand' }, 'not_your_phase');
  const story = await says(anna, { kind: 'case', text: 'Walrus: he never begins.', leervraag: null });
  assert.deepEqual(anna.view.stage.guests_for, ['brainstormronde']);
  assert.equal(anna.view.get('participant', eva.participant).left, true);

  await goTo(anna, there.all, 'brainstormronde');
  await everybody(there.all, ({ view }) => view.get('contribution', story), 'what was written before');
  assert.equal(await eva.closed, 4205);
  assert.equal((await eva.connect()).resumed, false);
  assert.equal(eva.view.get('waiting'), undefined);
  assert.ok(standsAt({ phase: 'brainstormronde', step: 'ideeen' })(eva));
  assert.deepEqual(eva.view.get('participant', eva.participant).guest_for, ['brainstormronde']);
  assert.equal(eva.view.get('contribution', story), undefined);
  const at = eva.view.position;
  const idea = { kind: 'idea', text: 'Give him three cards.' };
  const id = await says(eva, idea);
  await everybodyHas([anna, eva], written(id, eva, at, idea));
  await refused(anna, { do: 'hand_over', to: eva.participant }, 'guest_of_phases');

  await goTo(anna, there.all, 'actieplan');
  assert.equal(await eva.closed, 4205);
  await eva.connect();
  waits();
  assert.deepEqual(eva.view.all('contribution').map((record) => record.id), [id]);
  assertNeverReceived([eva], [story, 'Walrus']);
  await does(anna, { do: 'close' });
  assert.equal(await eva.closed, 4205);
  await eva.connect();
  assert.deepEqual(eva.view.get('waiting'), { ...waiting, over: true });
});
