// A client of Kring, written from docs/protocol.md alone.

import { randomUUID } from 'node:crypto';
import WebSocket from 'ws';

const PROTOCOL = 1;
const DEADLINE_MS = 10_000;

/** An answer of the HTTP side that is a problem (RFC 9457). */
export class Problem extends Error {
  constructor(status, contentType, body) {
    super(`${status} ${body.code}${body.rejection ? ` (${body.rejection})` : ''}`);
    this.status = status;
    this.contentType = contentType;
    this.body = body;
    this.code = body.code;
    this.rejection = body.rejection ?? null;
  }
}

export async function request(base, method, path, { body, token } = {}) {
  const headers = {};
  if (body !== undefined) headers['content-type'] = 'application/json';
  if (token !== undefined) headers.authorization = `Bearer ${token}`;
  const response = await fetch(new URL(path, base), {
    method,
    headers,
    body: body === undefined ? undefined : JSON.stringify(body),
  });
  if (!response.ok) {
    throw new Problem(response.status, response.headers.get('content-type'), await response.json());
  }
  return response;
}

export const json = async (...args) => (await request(...args)).json();

export const listMethods = async (base) => (await json(base, 'GET', '/api/methods')).methods;

export const readMethod = (base, id) => json(base, 'GET', `/api/methods/${id}`);

/** Gives `{ session, participant, token, invitation }`. */
export const createMeeting = (base, meeting) => json(base, 'POST', '/api/sessions', { body: meeting });

export const previewInvitation = (base, invitation) =>
  json(base, 'POST', '/api/invitation/preview', { body: { invitation } });

/** Gives `{ session, participant, token }`. The same `id` again is the same join, with a new token. */
export const joinMeeting = (base, invitation, name, id = randomUUID()) =>
  json(base, 'POST', '/api/join', { body: { invitation, name, id } });

export const makeCode = async (base, session, token) =>
  (await json(base, 'POST', `/api/sessions/${session}/code`, { token })).code;

/** Comes back on another device by a personal code. */
export const comeBack = (base, session, code, id = randomUUID()) =>
  json(base, 'POST', '/api/return', { body: { session, code, id, device: 'Laptop' } });

/** Says that one is somebody in the meeting. The token is good once two people confirmed it. */
export const makeClaim = (base, invitation, name, id = randomUUID()) =>
  json(base, 'POST', '/api/claim', { body: { invitation, name, id } });

export const claimState = (base, session, token) =>
  json(base, 'GET', `/api/sessions/${session}/claim`, { token });

export const replaceInvitation = async (base, session, token) =>
  (await json(base, 'POST', `/api/sessions/${session}/invitation`, { token })).invitation;

export const fetchReport = (base, session, token) =>
  json(base, 'GET', `/api/sessions/${session}/report`, { token });

/** Gives `{ contentType, text }`. */
export async function fetchMarkdown(base, session, token, lang) {
  const query = lang === undefined ? '' : `?lang=${lang}`;
  const response = await request(base, 'GET', `/api/sessions/${session}/report.md${query}`, { token });
  return { contentType: response.headers.get('content-type'), text: await response.text() };
}

const idOfRecord = {
  meeting: () => null,
  stage: () => null,
  timer: () => null,
  turns: () => null,
  hands: () => null,
  overview: () => null,
  me: () => null,
  waiting: () => null,
  phase: (record) => record.phase.id,
  participant: (record) => record.id,
  contribution: (record) => record.id,
  tally: (record) => record.case,
  group: () => null,
  group_name: () => null,
  rota: () => null,
  member_claims: () => null,
  group_me: () => null,
  member: (record) => record.id,
  group_meeting: (record) => record.session,
  date_poll: (record) => record.id,
};

const keyText = (type, id) => (id === null || id === undefined ? type : `${type} ${id}`);

/** What one participant or member may see: a map from key to record, in the order the protocol gives it. */
export class View {
  records = new Map();

  replace(records) {
    this.records = new Map();
    for (const record of records) this.put(record);
  }

  apply({ upsert, remove }) {
    for (const key of remove) this.records.delete(keyText(key.type, key.id));
    for (const record of upsert) this.put(record);
  }

  put(record) {
    const idOf = idOfRecord[record.type];
    if (idOf === undefined) return; // a newer server's
    const key = keyText(record.type, idOf(record));
    const old = this.records.get(key);
    // One's own held writing became visible to everybody just now: it goes to the end.
    if (record.type === 'contribution' && old?.held && !record.held) this.records.delete(key);
    this.records.set(key, record);
  }

  get(type, id) {
    return this.records.get(keyText(type, id));
  }

  all(type) {
    return [...this.records.values()].filter((record) => record.type === type);
  }

  get stage() {
    return this.get('stage');
  }

  get me() {
    return this.get('me');
  }

  get position() {
    return this.stage?.position ?? null;
  }

  contributions(kind) {
    return this.all('contribution').filter(({ content }) => content.kind === kind);
  }
}

/** One device, of a participant or of a member: at most one connection at a time, one view, and the commands under way. */
export class Client {
  view = new View();
  revision = null;
  stream = null;
  welcome = null;
  online = [];
  offset = null;

  #socket = null;
  #parts = [];
  #ready = false; // the view of this connection is complete, so commands can go out
  #pending = new Map(); // id -> { message, resolve }, in the order of sending
  #pings = new Map(); // sent_ms -> resolve
  #pingNumber = 0;
  #waiting = new Set();

  /** `who` is what creating or joining gave, a meeting or a group. `onFrame` is called with every text frame as it came. */
  constructor(base, who, { onFrame = () => {} } = {}) {
    this.base = base;
    this.session = who.session;
    this.participant = who.participant;
    this.group = who.group;
    this.member = who.member;
    this.token = who.token;
    this.onFrame = onFrame;
  }

  /** Where this client left off, for `hello`. */
  get resume() {
    return this.stream === null ? null : { stream: this.stream, revision: this.revision };
  }

  /**
   * Connects, says hello and waits until the view is there; what was not answered is then sent again.
   * `hello` can be changed, to see what a server makes of it.
   */
  async connect(hello = {}) {
    const url = new URL('/api/ws', this.base);
    url.protocol = url.protocol === 'https:' ? 'wss:' : 'ws:';
    const socket = new WebSocket(url, { origin: new URL(this.base).origin, perMessageDeflate: false });
    this.#socket = socket;
    this.#ready = false;
    this.#parts = [];
    this.closed = new Promise((resolve) => {
      socket.on('close', (code) => {
        if (this.#socket === socket) this.#ready = false;
        resolve(code);
        this.#settle();
      });
    });
    socket.on('message', (data, binary) => {
      if (this.#socket === socket && !binary) this.#receive(data.toString('utf8'));
    });
    await new Promise((resolve, reject) => {
      socket.on('open', resolve);
      socket.on('error', reject);
    });
    this.sendRaw(
      JSON.stringify({ type: 'hello', protocol: PROTOCOL, token: this.token, resume: this.resume, ...hello }),
    );
    const ended = () => socket.readyState === WebSocket.CLOSED;
    await this.until(() => this.#ready || ended(), 'the view to be complete');
    if (!this.#ready) throw new Error(`the connection was closed with ${await this.closed}`);
    return this.welcome;
  }

  /** Says goodbye. */
  close() {
    this.#socket.close(1000);
    return this.closed;
  }

  /** Loses the connection, as a tunnel does. */
  drop() {
    this.#socket.terminate();
    return this.closed;
  }

  /** Leaves what comes in unread, as a bad network does, until the connection is dropped. */
  stopReading() {
    this.#socket.pause();
  }

  /** Sends a frame as it is. */
  sendRaw(data) {
    this.#socket.send(data);
  }

  /** Gives the answer: `accepted`, `refused` or `error`. The command is kept and sent again until then. */
  command(command, id = randomUUID()) {
    const message = this.group === undefined
      ? { type: 'command', session: this.session, id, command }
      : { type: 'group_command', group: this.group, id, command };
    return new Promise((resolve) => {
      this.#pending.set(id, { message, resolve, pause: 1000 });
      this.#say(message);
    });
  }

  /** Asks for the server's time: `{ offset, error }`, both in milliseconds. */
  async ping() {
    const sent = ++this.#pingNumber;
    const a = Date.now();
    const pong = new Promise((resolve) => this.#pings.set(sent, resolve));
    this.sendRaw(JSON.stringify({ type: 'ping', sent_ms: sent }));
    const { server_ms: server } = await within(pong, () => 'the pong');
    const b = Date.now();
    return { offset: server - (a + b) / 2, error: (b - a) / 2 };
  }

  /** Measures the offset of the server's clock: that of the fastest of some pings. */
  async measureClock(times = 5) {
    let best = null;
    for (let i = 0; i < times; i += 1) {
      const measured = await this.ping();
      if (best === null || measured.error < best.error) best = measured;
    }
    this.offset = best.offset;
    return best;
  }

  serverNow() {
    return Date.now() + this.offset;
  }

  /** Waits until `condition` holds of this client; `what` says in words what is waited for. */
  until(condition, what) {
    if (condition(this)) return Promise.resolve();
    const waiter = { condition };
    const held = new Promise((resolve) => {
      waiter.resolve = resolve;
      this.#waiting.add(waiter);
    });
    return within(held, () => what).finally(() => this.#waiting.delete(waiter));
  }

  #settle() {
    for (const waiter of this.#waiting) if (waiter.condition(this)) waiter.resolve();
  }

  #say(message) {
    if (this.#ready && this.#socket.readyState === WebSocket.OPEN) this.sendRaw(JSON.stringify(message));
  }

  #receive(text) {
    this.onFrame(text);
    const message = JSON.parse(text);
    this.#messages[message.type]?.(message); // a type that is not there is a newer server's
    this.#settle();
  }

  #messages = {
    welcome: (message) => this.#greet(message),
    group_welcome: (message) => this.#greet(message),
    snapshot: ({ revision, records, more }) => {
      this.#parts.push(...records);
      if (more) return;
      this.view.replace(this.#parts);
      this.#parts = [];
      this.revision = revision;
      if (!this.#hearsPresence) this.#begin();
    },
    update: (message) => {
      if (message.revision !== this.revision + 1) {
        this.stream = null; // never to be trusted again
        this.revision = null;
        this.drop();
        return;
      }
      this.view.apply(message);
      this.revision = message.revision;
    },
    presence: ({ online }) => {
      this.online = online;
      this.#begin(); // the first one comes after the view
    },
    accepted: (message) => this.#answer(message),
    refused: (message) => this.#answer(message),
    error: (message) => this.#answer(message),
    failed: ({ id, code }) => {
      const pending = this.#pending.get(id);
      if (pending === undefined || code === 'draining') return; // the next connection sends it again
      setTimeout(() => this.#pending.has(id) && this.#say(pending.message), pending.pause);
      pending.pause = Math.min(2 * pending.pause, 15_000);
    },
    pong: (message) => {
      this.#pings.get(message.sent_ms)?.(message);
      this.#pings.delete(message.sent_ms);
    },
  };

  #greet(message) {
    this.welcome = message;
    this.stream = message.stream;
    if (message.resumed && !this.#hearsPresence) this.#begin();
  }

  /** Whether a presence ends the greeting: a group has none, nor has a guest whose phases it is not. */
  get #hearsPresence() {
    return this.welcome.type === 'welcome' && this.view.get('waiting') === undefined;
  }

  /** The greeting is over: what was not answered is sent again. */
  #begin() {
    if (this.#ready) return;
    this.#ready = true;
    for (const { message: unanswered } of this.#pending.values()) this.#say(unanswered);
  }

  #answer(message) {
    this.#pending.get(message.id)?.resolve(message);
    this.#pending.delete(message.id);
  }
}

function within(promise, what) {
  let timer;
  const late = new Promise((_, reject) => {
    timer = setTimeout(
      () => reject(new Error(`waited ${DEADLINE_MS / 1000} seconds in vain for ${what()}`)),
      DEADLINE_MS,
    );
  });
  return Promise.race([promise, late]).finally(() => clearTimeout(timer));
}
