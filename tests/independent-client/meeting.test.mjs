// A whole meeting of four people, from making it to the report, told through what each of them receives.

import assert from 'node:assert/strict';
import { test } from 'node:test';
import { fetchMarkdown, fetchReport, previewInvitation } from './client.mjs';
import {
  assertNeverReceived,
  barrier,
  device,
  does,
  everybody,
  everybodyHas,
  gather,
  goOn,
  refused,
  says,
  standsAt,
  write,
  written,
} from './support.mjs';

const LOBBY = { phase: '', step: '' };
const MINUTE = 60_000;

const byId = (records) => [...records].sort((a, b) => a.id.localeCompare(b.id));
const kinds = (client) => client.view.me.opens.map(({ kind }) => kind);

test('four people hold a meeting in seven steps, from the lobby to the report', async (t) => {
  const group = await gather(t);
  const { base, session, invitation, all, marieke, youssef, anna, bram } = group;
  const agreements = ['What we say here stays here.', 'We ask first.'];
  const notes = {
    bram: 'Hedgehog: bring the blue folder.',
    youssef: 'Kingfisher: try the idea of the cards first.',
    anna: 'Nightingale: ask Youssef how it went.',
  };
  const noteIds = {};
  const cases = {};
  const report = {};

  await t.test('the invitation tells what it is for', async () => {
    const preview = await previewInvitation(base, invitation);
    assert.equal(preview.title, 'Woensdag');
    assert.deepEqual(preview.method_title, { nl: 'Zeven stappen', en: 'Seven steps' });
    assert.equal(preview.gespreksleider, 'Marieke');
    assert.equal(preview.scheduled_at_ms, null);
    assert.deepEqual(preview.agreements, marieke.view.get('meeting').agreements);
  });

  await t.test('in the lobby everybody sees everybody', async () => {
    const person = (client, name, role) => ({
      type: 'participant', id: client.participant, name, roles: [role], accepted: false, left: false,
    });
    const people = [
      person(marieke, 'Marieke', 'gespreksleider'),
      person(youssef, 'Youssef', 'deelnemer'),
      person(anna, 'Anna', 'deelnemer'),
      person(bram, 'Bram', 'deelnemer'),
    ];
    await everybody(all, ({ online }) => online.length === 4, 'four people online');
    for (const client of all) {
      assert.deepEqual(client.view.all('participant'), people);
      assert.deepEqual(new Set(client.online), new Set(people.map(({ id }) => id)));
      assert.equal(client.view.stage.lifecycle, 'lobby');
      assert.equal(client.view.position, null);
    }
  });

  await t.test('everybody accepts the agreements, and accepting twice changes nothing', async () => {
    await does(marieke, { do: 'set_agreements', items: agreements });
    await everybody(all, ({ view }) => view.get('meeting').agreements.length === 2, 'the new agreements');
    for (const client of all) {
      assert.deepEqual(client.view.get('meeting').agreements, agreements);
      await does(client, { do: 'accept_agreements' });
    }
    const accepted = ({ view }) => view.all('participant').every((person) => person.accepted);
    await everybody(all, accepted, 'four people who accepted');
    const before = anna.revision;
    await does(anna, { do: 'accept_agreements' });
    assert.equal(anna.revision, before);
  });

  await t.test('in the lobby somebody notes for themselves, and there is no report yet', async () => {
    const note = { kind: 'note', text: notes.bram };
    noteIds.bram = await does(bram, { do: 'contribute', at: LOBBY, content: note });
    assert.deepEqual(
      bram.view.get('contribution', noteIds.bram),
      written(noteIds.bram, bram, null, note, { mine: true }),
    );
    await assert.rejects(fetchReport(base, session, bram.token), { status: 409, code: 'no_report_yet' });
  });

  await t.test('only the gespreksleider starts, and a clock of five minutes runs', async () => {
    await refused(youssef, { do: 'start' }, 'not_gespreksleider');
    await does(marieke, { do: 'start' });
    await everybody(all, standsAt({ phase: 'inventarisatie', step: 'opschrijven' }), 'the first step');
    const { started_at_ms: started } = anna.view.get('meeting');
    assert.deepEqual(anna.view.get('timer'), {
      type: 'timer', clock: 'running', ends_at_ms: started + 5 * MINUTE,
    });
  });

  await t.test('cases are written unseen, and shown together when the step is left', async () => {
    const at = anna.view.position;
    const own = { mine: true, held: true };
    const texts = { youssef: 'Walrus: he never begins.', anna: 'Otter: parents at the door.', bram: 'Badger: a silent group.' };
    for (const name of Object.keys(texts)) {
      const content = { kind: 'case', text: texts[name], leervraag: null };
      const id = await says(group[name], content);
      cases[name] = written(id, group[name], at, content);
      assert.deepEqual(group[name].view.get('contribution', id), { ...cases[name], ...own });
    }
    await barrier(all, marieke);
    for (const name of Object.keys(texts)) {
      const others = all.filter((client) => client !== group[name]);
      assertNeverReceived(others, [texts[name], cases[name].id]);
    }
    const { quiet } = marieke.view.get('overview');
    assert.deepEqual(new Set(quiet), new Set([youssef, anna, bram].map((client) => client.participant)));
    await goOn(marieke, all, 'inventarisatie', 'rondje');
    for (const client of all) {
      assert.deepEqual(byId(client.view.contributions('case')), byId(Object.values(cases)));
    }
  });

  await t.test('the cases are told in turn, in the order the gespreksleider gives', async () => {
    const order = [anna, youssef, bram, marieke].map((client) => client.participant);
    await does(marieke, { do: 'set_speaking_order', order });
    await refused(anna, { do: 'next_turn', from: null }, 'not_your_turn');
    await does(marieke, { do: 'next_turn', from: null });
    await everybody(all, ({ view }) => view.get('turns').speaking === anna.participant, 'Anna speaking');
    const { clock, ...turns } = bram.view.get('turns');
    assert.equal(clock.clock, 'running');
    assert.deepEqual(turns, {
      type: 'turns', speaking: anna.participant, waiting: order.slice(1), spoken: [], passed: [], may_pass: true, seconds: 30,
    });
    await does(anna, { do: 'next_turn', from: anna.participant });
    await refused(marieke, { do: 'next_turn', from: anna.participant }, 'stale_turn');
    await does(bram, { do: 'pass_turn' });
    await does(marieke, { do: 'next_turn', from: youssef.participant });
    await does(marieke, { do: 'next_turn', from: marieke.participant });
    const over = ({ view }) => view.get('turns').spoken.length === 3;
    await everybody(all, over, 'the end of the round');
    for (const client of all) {
      assert.deepEqual(client.view.get('turns'), {
        ...turns, speaking: null, clock: null, waiting: [], spoken: [order[0], order[1], order[3]], passed: [order[2]],
      });
    }
  });

  await t.test('the ballot is secret until it is counted, and the case is confirmed', async () => {
    await goOn(marieke, all, 'inventarisatie', 'kiezen');
    assert.equal(anna.view.get('turns'), undefined);
    const vote = (name, mark) => ({ do: 'vote', case: cases[name].id, mark });
    const ballot = [
      [marieke, [vote('anna', 'recognised')]],
      [youssef, [vote('anna', 'appeals')]],
      [anna, [vote('youssef', 'appeals'), vote('youssef', 'recognised')]],
      [bram, [vote('youssef', 'appeals')]],
    ];
    const before = new Map(all.map((client) => [client, client.revision]));
    for (const [client, votes] of ballot) for (const command of votes) await does(client, command);
    await refused(youssef, vote('youssef', 'appeals'), 'own_case');
    await refused(anna, vote('youssef', 'appeals'), 'already_voted');
    await barrier(all, bram);
    for (const [client, votes] of ballot) {
      assert.deepEqual(client.view.me.votes, votes.map(({ case: id, mark }) => ({ case: id, mark })));
      assert.equal(client.revision, before.get(client) + votes.length + 2, 'only own votes and the hand are told');
      assert.deepEqual(client.view.all('tally'), []);
    }
    await does(marieke, { do: 'reveal_votes' });
    await everybody(all, ({ view }) => view.all('tally').length === 3, 'the count');
    const tally = (name, appeals, recognised) => ({ type: 'tally', case: cases[name].id, appeals, recognised });
    for (const client of all) {
      for (const count of [tally('youssef', 2, 1), tally('anna', 1, 1), tally('bram', 0, 0)]) {
        assert.deepEqual(client.view.get('tally', count.case), count);
      }
    }
    await refused(bram, vote('anna', 'appeals'), 'votes_revealed');
    await does(marieke, { do: 'confirm_case', case: cases.youssef.id });
    await everybody(all, ({ view }) => view.stage.inbrenger === youssef.participant, 'the inbrenger');
    for (const { view } of all) {
      assert.equal(view.stage.case, cases.youssef.id);
      assert.deepEqual(view.get('participant', youssef.participant).roles, ['inbrenger']);
    }
  });

  await t.test('the inbrenger alone introduces the case and words the leervraag', async () => {
    await goOn(marieke, all, 'introductie', 'vertellen');
    const story = { kind: 'introduction', text: 'On Monday he put his pen down again.' };
    await refused(anna, write(anna, story), 'kind_not_open');
    const id = await says(youssef, story);
    await everybodyHas(all, written(id, youssef, { phase: 'introductie', step: 'vertellen' }, story));
    await goOn(marieke, all, 'introductie', 'leervraag');
    assert.deepEqual(kinds(youssef), ['leervraag']);
    const content = { kind: 'leervraag', text: 'How do I help him begin?', origin: 'It tires me.' };
    const at = youssef.view.position;
    report.leervraag = written(await says(youssef, content), youssef, at, content);
    await everybodyHas(all, report.leervraag);
  });

  await t.test('the others ask, the inbrenger answers, and what comes too late stays with its author', async () => {
    const late = write(youssef, { kind: 'leervraag', text: 'Or how do I wait?' });
    await goOn(marieke, all, 'verkenning', 'vragen');
    assert.deepEqual([kinds(youssef), kinds(anna)], [['answer'], ['question']]);
    await refused(youssef, late, 'step_closed');
    const at = anna.view.position;
    const question = { kind: 'question', text: 'What did you hope for?', category: 'reasoning' };
    const asked = await says(anna, question);
    await everybodyHas(all, written(asked, anna, at, question));
    const answer = { kind: 'answer', text: 'That he would ask me.', question: asked };
    await refused(youssef, write(youssef, { ...answer, question: session }), 'unknown_contribution');
    await everybodyHas(all, written(await says(youssef, answer), youssef, at, answer));
  });

  await t.test('proposals for the kernvraag are supported, and one of them is chosen', async () => {
    await goOn(marieke, all, 'kernvraag', 'kern');
    const at = bram.view.position;
    const first = { kind: 'kernvraag', text: 'It is about waiting.' };
    const second = { kind: 'kernvraag', text: 'It is about trust.' };
    const ids = [await says(bram, first), await says(anna, second)];
    await everybody(all, ({ view }) => view.get('contribution', ids[1]), 'two proposals');
    for (const client of [youssef, bram]) await does(client, { do: 'support', contribution: ids[1], supports: true });
    await does(anna, { do: 'support', contribution: ids[0], supports: true });
    await does(anna, { do: 'support', contribution: ids[0], supports: false });
    await refused(anna, { do: 'choose', contribution: ids[1], chosen: true }, 'not_gespreksleider');
    await does(marieke, { do: 'choose', contribution: ids[0], chosen: true });
    await does(marieke, { do: 'choose', contribution: ids[1], chosen: true });
    await everybody(all, ({ view }) => view.get('contribution', ids[1]).chosen, 'the choice');
    await everybodyHas(all, written(ids[0], bram, at, first));
    const supporters = [youssef.participant, bram.participant];
    report.kernvraag = written(ids[1], anna, at, second, { supporters, chosen: true });
    await everybodyHas(all, report.kernvraag);
  });

  await t.test('in the brainstorm the inbrenger is muted, and has private notes that nobody receives', async () => {
    await goOn(marieke, all, 'brainstormronde', 'ideeen');
    const at = youssef.view.position;
    const { muted, may_note, opens, supports, responses } = youssef.view.me;
    assert.deepEqual({ muted, may_note, opens, supports, responses }, {
      muted: true, may_note: true, opens: [], supports: [], responses: [],
    });
    await refused(youssef, write(youssef, { kind: 'idea', text: 'I could wait.' }), 'muted');
    await refused(youssef, { do: 'raise_hand' }, 'muted');
    await refused(youssef, { do: 'signal_ready', ready: true }, 'muted');
    const idea = { kind: 'idea', text: 'Give him three cards to choose from.' };
    await everybodyHas(all, written(await says(anna, idea), anna, at, idea));
    for (const name of ['youssef', 'anna']) {
      const note = { kind: 'note', text: notes[name] };
      noteIds[name] = await says(group[name], note);
      assert.deepEqual(
        group[name].view.get('contribution', noteIds[name]),
        written(noteIds[name], group[name], at, note, { mine: true }),
      );
    }
    await barrier(all, marieke);
    for (const name of Object.keys(notes)) {
      const others = all.filter((client) => client !== group[name]);
      assertNeverReceived(others, [notes[name], noteIds[name]]);
    }
  });

  await t.test('also muted, the inbrenger tells the gespreksleider alone that it goes too far', async () => {
    await does(youssef, { do: 'raise_concern', concern: 'too_far' });
    const concerns = () => marieke.view.get('overview').concerns ?? [];
    await marieke.until(() => concerns().length === 1, 'the concern');
    assert.deepEqual(concerns(), [{ participant: youssef.participant, concern: 'too_far' }]);
    assert.equal(youssef.view.me.concern, 'too_far');
    await barrier(all, marieke);
    assertNeverReceived(all.filter((client) => client !== youssef && client !== marieke), ['too_far']);
    await does(marieke, { do: 'settle_concern', participant: youssef.participant });
    await youssef.until(({ view }) => view.me.concern === undefined, 'that it was heard');
    await refused(marieke, { do: 'settle_concern', participant: youssef.participant }, 'no_concern');
  });

  await t.test('whoever keeps the time tells everybody what is left', async () => {
    await refused(anna, { do: 'signal_time' }, 'not_timekeeper');
    await does(marieke, { do: 'assign_office', participant: anna.participant, office: 'tijdbewaker', holds: true });
    await anna.until(({ view }) => view.me.may.includes('signal_time'), 'the office');
    await does(anna, { do: 'signal_time' });
    await everybody(all, ({ view }) => view.stage.time_signal?.number === 1, 'the word');
    assert.equal(youssef.view.stage.time_signal.by, anna.participant);
    await refused(anna, { do: 'next', from: anna.view.position }, 'not_gespreksleider');
  });

  await t.test('the inbrenger says what to do', async () => {
    await goOn(marieke, all, 'actieplan', 'plan');
    const at = youssef.view.position;
    const insight = { kind: 'insight', text: 'I step in too early.' };
    await everybodyHas(all, written(await says(youssef, insight), youssef, at, insight));
    const action = { kind: 'action', what: 'Make the cards.', by_when: 'Friday' };
    const id = await says(youssef, action);
    report.action = written(id, youssef, at, { ...action, who: '', evaluation: '' });
    await everybodyHas(all, report.action);
  });

  await t.test('everybody in turn says what they take along', async () => {
    await goOn(marieke, all, 'afsluiten', 'een-zin');
    const at = anna.view.position;
    const order = marieke.view.get('turns').waiting;
    assert.deepEqual(new Set(order), new Set(all.map((client) => client.participant)));
    report.takeaways = [];
    let from = null;
    for (const next of order) {
      await does(marieke, { do: 'next_turn', from });
      const speaker = all.find((client) => client.participant === next);
      await speaker.until(({ view }) => view.get('turns').speaking === next, 'the turn');
      const content = { kind: 'takeaway', text: `The sentence of ${next}.` };
      report.takeaways.push(written(await says(speaker, content), speaker, at, content));
      await everybodyHas(all, report.takeaways.at(-1));
      from = next;
    }
    await does(marieke, { do: 'next_turn', from });
    assert.deepEqual(marieke.view.get('turns').spoken, order);
  });

  await t.test('the gespreksleider closes the meeting, and then nothing changes any more', async () => {
    await refused(marieke, { do: 'next', from: marieke.view.position }, 'no_next_step');
    await refused(anna, { do: 'close' }, 'not_gespreksleider');
    await does(marieke, { do: 'close' });
    await everybody(all, ({ view }) => view.stage.lifecycle === 'closed', 'the end');
    for (const { view } of all) {
      assert.equal(view.position, null);
      assert.equal(view.me.may_note, false);
      for (const gone of ['timer', 'turns', 'hands', 'overview']) assert.equal(view.get(gone), undefined, gone);
    }
    await refused(anna, { do: 'raise_hand' }, 'meeting_closed');
    await assert.rejects(previewInvitation(base, invitation), { code: 'invitation_invalid' });
  });

  await t.test('whoever brought the case has the report first, and then opens it', async () => {
    const [opensAt, waitsFor] = ['report_opens_at_ms', 'report_waits_for'].map((field) => anna.view.get('meeting')[field]);
    assert.equal(opensAt, anna.view.get('meeting').closed_at_ms + 24 * 60 * 60 * 1000);
    assert.deepEqual(waitsFor, [youssef.view.me.id]);
    await assert.rejects(fetchReport(base, session, anna.token), { status: 409, code: 'report_not_open_yet' });
    await fetchReport(base, session, youssef.token);
    await refused(anna, { do: 'open_report' }, 'not_inbrenger');
    await does(youssef, { do: 'open_report' });
    await everybody(all, ({ view }) => view.get('meeting').report_waits_for === undefined, 'the open report');
  });

  await t.test('everybody gets a report with their own notes and nobody else\'s', async () => {
    const bare = ({ type, ...contribution }) => contribution;
    for (const client of all) {
      const own = Object.keys(notes).filter((name) => group[name] === client);
      const json = await fetchReport(base, session, client.token);
      assert.equal(json.title, 'Woensdag');
      assert.equal(json.gespreksleider, 'Marieke');
      assert.deepEqual(json.agreements, agreements);
      assert.deepEqual(json.people.map(({ name }) => name), ['Marieke', 'Youssef', 'Anna', 'Bram']);
      assert.equal(json.rounds.length, 1);
      const [round] = json.rounds;
      assert.equal(round.inbrenger, 'Youssef');
      assert.deepEqual(round.case, bare(cases.youssef));
      assert.deepEqual(round.leervraag, bare(report.leervraag));
      assert.deepEqual(round.kernvraag, bare(report.kernvraag));
      assert.deepEqual(round.commitments, [bare(report.action)]);
      assert.deepEqual(round.takeaways, report.takeaways.map(bare));
      assert.deepEqual([round.goal, round.themes], [null, []]);
      assert.deepEqual(round.phases.map(({ id }) => id), client.view.all('phase').map(({ phase }) => phase.id));
      assert.deepEqual(round.phases.flatMap(({ missing }) => missing), []);
      assert.deepEqual(json.notes.map(({ content }) => content.text), own.map((name) => notes[name]));
      const markdown = await fetchMarkdown(base, session, client.token, 'en');
      assert.equal(markdown.contentType, 'text/markdown; charset=utf-8');
      for (const text of [cases.youssef, report.leervraag, report.kernvraag].map(({ content }) => content.text)) {
        assert.ok(markdown.text.includes(text), `the report lacks "${text}"`);
      }
      for (const [name, text] of Object.entries(notes)) {
        const mine = own.includes(name);
        assert.equal(markdown.text.includes(text), mine, `${name}'s note in the Markdown`);
        assert.equal(JSON.stringify(json).includes(text), mine, `${name}'s note in the JSON`);
      }
    }
    await assert.rejects(fetchReport(base, session, 'nonsense'), { status: 401, code: 'unauthorised' });
  });

  await t.test('what was folded from the updates is what a fresh device gets', async () => {
    for (const client of all) {
      const fresh = await device(t, client);
      assert.deepEqual(client.view.records, fresh.view.records);
      assert.deepEqual(client.view.all('contribution'), fresh.view.all('contribution'));
      assert.equal(client.revision, fresh.revision);
    }
  });

  await t.test('nobody ever received a private note of somebody else', () => {
    for (const name of Object.keys(notes)) {
      const others = all.filter((client) => client !== group[name]);
      assertNeverReceived(others, [notes[name], noteIds[name]]);
    }
  });
});
