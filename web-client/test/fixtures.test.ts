import { readdirSync, readFileSync } from 'node:fs';
import { fileURLToPath } from 'node:url';
import { describe, expect, it } from 'vitest';
import { assertNever } from '../src/assert-never';
import type {
  ClientMessage,
  Command,
  Content,
  Record as ViewRecord,
  RecordKey,
  ServerMessage,
} from '../src/protocol/protocol';
import { toContent, toForm } from '../src/state/content';
import { EMPTY_VIEW, fromSnapshot, withUpdate } from '../src/state/fold';
import { EMPTY_GROUP, withGroupUpdate } from '../src/state/group-fold';

/** The wire fixtures: one file for every variant, read by both sides. */
const FOLDER = fileURLToPath(new URL('../../protocol/fixtures/', import.meta.url));

function files(folder: string): [string, unknown][] {
  return readdirSync(FOLDER + folder)
    .filter((name) => name.endsWith('.json'))
    .map((name) => [name, JSON.parse(readFileSync(`${FOLDER}${folder}/${name}`, 'utf8'))]);
}

// Where a folder is missing or empty, these tests fail: nothing would be compared.
describe('the wire fixtures', () => {
  it.each(['server-message', 'client-message', 'command', 'record', 'record-key', 'content'])(
    'are there: %s',
    (folder) => expect(files(folder)).not.toEqual([]),
  );

  it.each(files('server-message'))('are understood: server-message/%s', (_name, message) => {
    expect(() => receive(message as ServerMessage)).not.toThrow();
  });

  it.each(files('client-message'))('are sent: client-message/%s', (_name, message) => {
    expect(() => recognise(message as ClientMessage)).not.toThrow();
  });

  it.each(files('command'))('are asked: command/%s', (_name, command) => {
    expect(() => recogniseCommand(command as Command)).not.toThrow();
  });

  it.each(files('record'))('change the view: record/%s', (_name, record) => {
    expect(shown([record as ViewRecord], [])).not.toEqual(NOTHING);
  });

  it.each(files('record-key'))('can be removed: record-key/%s', (name, key) => {
    const { type } = key as RecordKey;
    const record = JSON.parse(readFileSync(`${FOLDER}record/${name}`, 'utf8')) as ViewRecord;
    expect(record.type).toBe(type);
    expect(shown([record], [keyOf(record)])).toEqual(NOTHING);
    expect(Object.keys(keyOf(record)).sort()).toEqual(Object.keys(key as RecordKey).sort());
  });

  it.each(files('content'))('can be edited as a form: content/%s', (_name, content) => {
    const { kind } = content as Content;
    expect(toContent(kind, toForm(content as Content))).toEqual(content);
  });
});

const NOTHING = { meeting: EMPTY_VIEW, group: EMPTY_GROUP };

/** What a meeting and a group show after these records, and after these were taken away. */
function shown(records: ViewRecord[], removed: RecordKey[]) {
  const group = withGroupUpdate(EMPTY_GROUP, records, []);
  return {
    meeting: withUpdate(fromSnapshot(records), [], removed),
    group: withGroupUpdate(group, [], removed),
  };
}

/** The key that takes this record away again. */
function keyOf(record: ViewRecord): RecordKey {
  switch (record.type) {
    case 'phase':
      return { type: 'phase', id: record.phase.id };
    case 'participant':
    case 'contribution':
      return { type: record.type, id: record.id };
    case 'tally':
      return { type: 'tally', id: record.case };
    case 'member':
      return { type: 'member', id: record.id };
    case 'group_meeting':
      return { type: 'group_meeting', id: record.session };
    case 'date_poll':
      return { type: 'date_poll', id: record.id };
    default:
      return { type: record.type };
  }
}

function receive(message: ServerMessage): void {
  switch (message.type) {
    case 'snapshot':
      fromSnapshot(message.records);
      return;
    case 'update':
      withUpdate(EMPTY_VIEW, message.upsert, message.remove);
      return;
    case 'welcome':
    case 'group_welcome':
    case 'presence':
    case 'accepted':
    case 'refused':
    case 'failed':
    case 'error':
    case 'pong':
    case 'draining':
      return;
    default:
      assertNever(message);
  }
}

function recognise(message: ClientMessage): void {
  switch (message.type) {
    case 'hello':
    case 'ping':
    case 'group_command':
      return;
    case 'command':
      recogniseCommand(message.command);
      return;
    default:
      assertNever(message);
  }
}

function recogniseCommand(command: Command): void {
  switch (command.do) {
    case 'accept_agreements':
    case 'rename':
    case 'rename_device':
    case 'revoke_device':
    case 'confirm_claim':
    case 'refuse_claim':
    case 'set_guiding_questions':
    case 'set_learning_outcomes':
    case 'set_level':
    case 'leave':
    case 'assign_office':
    case 'name_deputy':
    case 'hand_over':
    case 'take_over':
    case 'propose_lead':
    case 'reclaim':
    case 'remove':
    case 'set_details':
    case 'set_retention':
    case 'set_agreements':
    case 'set_minutes':
    case 'drop_phase':
    case 'restore_phase':
    case 'move_phase':
    case 'insert_phase':
    case 'start':
    case 'next':
    case 'back':
    case 'undo_move':
    case 'go_to':
    case 'start_round':
    case 'drop_step':
    case 'restore_step':
    case 'adjourn':
    case 'resume_meeting':
    case 'propose_replan':
    case 'accept_replan':
    case 'close':
    case 'erase':
    case 'open_report':
    case 'blot_text':
    case 'blot_name':
    case 'appoint_inbrenger':
    case 'start_timer':
    case 'pause_timer':
    case 'resume_timer':
    case 'adjust_timer':
    case 'spotlight':
    case 'signal_time':
    case 'raise_concern':
    case 'settle_concern':
    case 'start_silence':
    case 'end_silence':
    case 'next_turn':
    case 'pass_turn':
    case 'defer_turn':
    case 'set_speaking_order':
    case 'raise_hand':
    case 'lower_hand':
    case 'signal_ready':
    case 'share_preparation':
    case 'read_preparation':
    case 'contribute':
    case 'contribute_for':
    case 'confirm_text':
    case 'add_person':
    case 'edit':
    case 'withdraw':
    case 'take_along':
    case 'reveal':
    case 'respond':
    case 'support':
    case 'choose':
    case 'vote':
    case 'withdraw_vote':
    case 'reveal_votes':
    case 'confirm_case':
      return;
    default:
      assertNever(command);
  }
}
