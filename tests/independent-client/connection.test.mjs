// What a client can rely on when answers get lost, connections break and messages are wrong.

import assert from 'node:assert/strict';
import { randomUUID } from 'node:crypto';
import { test } from 'node:test';
import { Client, Problem, joinMeeting, listMethods, previewInvitation, readMethod } from './client.mjs';
import { barrier, device, does, everybody, gather, says, server, standsAt, write } from './support.mjs';

/** Four people at the first step of a running meeting. */
async function begin(t) {
  const group = await gather(t);
  await does(group.marieke, { do: 'start' });
  await everybody(group.all, ({ view }) => view.position !== null, 'the first step');
  return group;
}

/** The messages that came in since there were `count` frames. */
const since = (client, count) => client.frames.slice(count).map((text) => JSON.parse(text));

/** The types of what a connection got up to the first `presence`. */
function greeting(messages) {
  const types = messages.map(({ type }) => type);
  return types.slice(0, types.indexOf('presence') + 1);
}

/** Connects as nobody good, and gives the code of the close. */
async function closeCode(client, hello) {
  await assert.rejects(client.connect(hello), /closed with/);
  return client.closed;
}

test('a command whose answer got lost is sent again, is answered the same and has one effect', async (t) => {
  const { all, anna } = await begin(t);
  const others = all.filter((client) => client !== anna);
  const id = randomUUID();
  const command = { do: 'signal_ready', ready: true };
  const note = write(anna, { kind: 'note', text: 'Once.' });

  let heard = null;
  anna.stopReading();
  const answer = anna.command(note, id);
  answer.then((message) => { heard = message; });
  // Somebody else sees the command after it, so this one has been decided.
  const hand = anna.command({ do: 'raise_hand' });
  const raised = ({ view }) => view.get('hands').order.includes(anna.participant);
  await everybody(others, raised, "Anna's hand");
  assert.equal(heard, null);
  await anna.drop();

  const { resumed } = await anna.connect();
  assert.equal(resumed, true);
  const first = await answer;
  assert.deepEqual(await hand, { type: 'accepted', id: (await hand).id, created: null });
  assert.deepEqual(first, { type: 'accepted', id, created: first.created });
  assert.notEqual(first.created, null);
  assert.deepEqual(await anna.command(note, id), first);
  assert.deepEqual(await anna.command(command, id), first, 'the id counts, not the content');
  assert.equal(anna.view.me.ready, false);
  assert.deepEqual(anna.view.contributions('note').map((record) => record.id), [first.created]);
  const fresh = await device(t, anna);
  assert.deepEqual(fresh.view.contributions('note').map((record) => record.id), [first.created]);
});

test('a command that was refused is refused again, and changes nothing', async (t) => {
  const { anna } = await begin(t);
  const id = randomUUID();
  const command = { do: 'close' };
  const answer = { type: 'refused', id, code: 'not_gespreksleider' };
  assert.deepEqual(await anna.command(command, id), answer);
  assert.deepEqual(await anna.command(command, id), answer);
  assert.equal(anna.view.stage.lifecycle, 'running');
});

test('the same id from somebody else is another command', async (t) => {
  const { anna, bram } = await begin(t);
  const id = randomUUID();
  const texts = [[anna, 'Mine.'], [bram, 'Mine too.']];
  const answers = [];
  for (const [client, text] of texts) answers.push(await client.command(write(client, { kind: 'note', text }), id));
  assert.deepEqual(answers.map(({ type }) => type), ['accepted', 'accepted']);
  assert.notEqual(answers[0].created, answers[1].created);
});

test('whoever comes back gets the missing updates and nothing else', async (t) => {
  const { marieke, youssef, anna } = await begin(t);
  const { revision } = youssef;
  await youssef.drop();
  await does(anna, { do: 'raise_hand' });
  await does(marieke, { do: 'pause_timer' });
  const count = youssef.frames.length;
  const { resumed } = await youssef.connect();
  assert.equal(resumed, true);
  const messages = since(youssef, count);
  assert.deepEqual(greeting(messages), ['welcome', 'update', 'update', 'presence']);
  assert.deepEqual([messages[1].revision, messages[2].revision], [revision + 1, revision + 2]);
  assert.deepEqual(youssef.view.get('hands').order, [anna.participant]);
  assert.equal(youssef.view.get('timer').clock, 'paused');
  const fresh = await device(t, youssef);
  assert.deepEqual(youssef.view.records, fresh.view.records);
});

test('whoever missed nothing gets no update', async (t) => {
  const { youssef } = await begin(t);
  await youssef.drop();
  const count = youssef.frames.length;
  assert.equal((await youssef.connect()).resumed, true);
  assert.deepEqual(greeting(since(youssef, count)), ['welcome', 'presence']);
});

for (const [what, nonsense] of [
  ['a revision that never was', (resume) => ({ ...resume, revision: 999_999 })],
  ['a stream that never was', (resume) => ({ ...resume, stream: randomUUID() })],
]) {
  test(`whoever comes back with ${what} gets a snapshot`, async (t) => {
    const { youssef } = await begin(t);
    await says(youssef, { kind: 'case', text: 'A case.', leervraag: null });
    const { revision, stream } = youssef;
    const before = new Map(youssef.view.records);
    await youssef.drop();
    const count = youssef.frames.length;
    const { resumed } = await youssef.connect({ resume: nonsense(youssef.resume) });
    assert.equal(resumed, false);
    const types = greeting(since(youssef, count));
    assert.deepEqual([types[0], types.at(-1)], ['welcome', 'presence']);
    assert.deepEqual(new Set(types.slice(1, -1)), new Set(['snapshot']));
    assert.deepEqual(youssef.view.records, before);
    assert.deepEqual([youssef.revision, youssef.stream], [revision, stream]);
  });
}

test('a double click on next moves once', async (t) => {
  const { all, marieke } = await begin(t);
  const next = { do: 'next', from: marieke.view.position };
  const answers = await Promise.all([marieke.command(next), marieke.command(next)]);
  assert.deepEqual(answers.map(({ type, code }) => [type, code]), [
    ['accepted', undefined],
    ['refused', 'stale_position'],
  ]);
  await barrier(all, marieke);
  for (const client of all) assert.ok(standsAt({ phase: 'inventarisatie', step: 'rondje' })(client));
});

test('a message that is not understood is told to its sender alone', async (t) => {
  const { all, session, anna, bram } = await begin(t);
  const others = all.filter((client) => client !== anna);
  const counts = new Map(all.map((client) => [client, client.frames.length]));
  const id = randomUUID();
  const command = (body) => JSON.stringify({ type: 'command', session, id, command: body });
  const contribute = { ...write(anna, { kind: 'note', text: 'A note.' }), colour: 'blue' };
  const wrong = [
    ['{ this is no JSON', { code: 'malformed', id: null }],
    ['[]', { code: 'malformed', id: null }],
    [JSON.stringify({ type: 'ping', sent_ms: 1.5 }), { code: 'malformed', id: null }],
    [JSON.stringify({ type: 'sing' }), { code: 'unknown_type', id: null }],
    [command({ do: 'sing' }), { code: 'unknown_command', id }],
    [command({ do: 'next' }), { code: 'unknown_command', id }],
    [command(contribute), { code: 'unknown_command', id }],
    [JSON.stringify({ type: 'hello', protocol: 1, token: anna.token }), { code: 'already_greeted', id: null }],
    [Buffer.from('{}'), { code: 'binary', id: null }],
  ];
  const errors = () => since(anna, counts.get(anna)).filter(({ type }) => type === 'error');
  for (const [index, [frame, expected]] of wrong.entries()) {
    anna.sendRaw(frame);
    await anna.until(() => errors().length > index, `the error for ${frame}`);
    assert.deepEqual(errors()[index], { type: 'error', ...expected });
  }
  await barrier(all, bram);
  for (const client of others) {
    const told = since(client, counts.get(client)).filter(({ type }) => type === 'error');
    assert.deepEqual(told, []);
  }
  await does(anna, { do: 'raise_hand' });
});

test('a connection with a wrong token is closed with 4401', async (t) => {
  const { anna } = await gather(t);
  assert.equal(await closeCode(new Client(server(), { ...anna, token: 'A'.repeat(64) })), 4401);
});

test('a connection that speaks another version is closed with 4409', async (t) => {
  const { anna } = await gather(t);
  assert.equal(await closeCode(new Client(server(), anna), { protocol: 2 }), 4409);
});

test('a wrong invitation is a problem with a code', async () => {
  for (const ask of [
    () => joinMeeting(server(), 'A'.repeat(43), 'Nobody'),
    () => previewInvitation(server(), 'nonsense'),
  ]) {
    const problem = await ask().then(assert.fail, (error) => error);
    assert.ok(problem instanceof Problem, String(problem));
    assert.equal(problem.contentType, 'application/problem+json');
    const { title, ...rest } = problem.body;
    assert.deepEqual(rest, { type: 'about:blank', status: 404, code: 'invitation_invalid' });
    assert.equal(typeof title, 'string');
  }
});

test('a name that is refused names its rule', async (t) => {
  const { base, invitation } = await gather(t);
  await assert.rejects(joinMeeting(base, invitation, '  '), { status: 409, code: 'refused', rejection: 'name_empty' });
});

test('joining again with the same id is one join, and the token from before is void', async (t) => {
  const { base, invitation, all } = await gather(t);
  const id = randomUUID();
  const first = await device(t, await joinMeeting(base, invitation, 'anna', id));
  const again = await joinMeeting(base, invitation, 'Somebody else', id);
  assert.equal(again.participant, first.participant);
  assert.notEqual(again.token, first.token);
  assert.equal(await first.closed, 4401);
  const second = await device(t, again);
  assert.equal(second.view.get('participant', again.participant).name, 'anna (2)');
  await everybody(all, ({ view }) => view.all('participant').length === 5, 'five participants');
});

test('two devices of one person have the same view at the same revision', async (t) => {
  const { anna } = await begin(t);
  const phone = await device(t, anna);
  await does(phone, { do: 'raise_hand' });
  await anna.until(({ revision }) => revision === phone.revision, 'the same revision on the other device');
  assert.deepEqual(anna.view.records, phone.view.records);
});

test('the server\'s clock is found by pings, and the timer counts down to its end', async (t) => {
  const { anna } = await begin(t);
  const one = await anna.measureClock();
  const two = await anna.measureClock();
  // Each is within its error; a moment is a whole millisecond at either end.
  assert.ok(Math.abs(one.offset - two.offset) <= one.error + two.error + 2, JSON.stringify([one, two]));
  const remaining = anna.view.get('timer').ends_at_ms - anna.serverNow();
  assert.ok(remaining > 0 && remaining <= 5 * 60_000, `${remaining} ms left`);
});

test('the methods are listed by their ids, and one of them has seven steps', async () => {
  const methods = await listMethods(server());
  const ids = methods.map(({ id }) => id);
  assert.deepEqual(ids, [...ids].sort());
  const seven = methods.find(({ id }) => id === 'zeven-stappen');
  assert.equal(seven.phases.length, 7);
  const whole = await readMethod(server(), 'zeven-stappen');
  assert.equal(whole.format, 1);
  assert.deepEqual(whole.phases.map(({ id }) => id), seven.phases.map(({ id }) => id));
});
