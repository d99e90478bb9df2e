/**
 * One WebSocket that reconnects. It knows the handshake, resuming and liveness; it does not know
 * what the records mean.
 *
 * Safety: an update is handed on only when its revision follows the last one. On a gap the socket
 * is thrown away and the next one asks for a snapshot.
 * Liveness: while the page is in use and a server answers, the state ends up `live`, also when the
 * device slept and no close event ever came.
 */
import type {
  LeadAway,
  ClientMessage,
  Record as ViewRecord,
  RecordKey,
  Resume,
  ServerMessage,
} from '../protocol/protocol';
import { ignoreUnknown } from '../assert-never';
import { backoffMs, restartJitterMs, tooFastMs } from './backoff';
import { CLOSE_CODES, PROTOCOL_VERSION } from '../protocol/constants';
import { goneReason, type GoneReason } from './close-code';
import type { ServerClock } from './server-clock';

const HANDSHAKE_MS = 10_000;
const PING_EVERY_MS = 25_000;
const REPLACED_PAUSE_MS = 60_000;
const PONG_WITHIN_MS = 4_000;
/** A ping goes out when nothing has come in for this long after something was sent. */
const CHECK_AFTER_SENDING_MS = 2_000;
/** Pings sent one after the other once live, to measure the server's clock. */
const CLOCK_SAMPLES = 3;
/** Wake-up events within this time count as one. */
const WAKE_AGAIN_MS = 1_000;

export type ConnectionState =
  { is: 'offline' } | { is: 'connecting' } | { is: 'live' } | { is: 'gone'; reason: GoneReason };

/** Receives what the server sends after the handshake, in the order of the socket. */
export interface Receiver {
  state(state: ConnectionState): void;
  welcome(build: string, clockDoubted: boolean, device: string | null): void;
  snapshot(records: ViewRecord[]): void;
  update(upsert: ViewRecord[], remove: RecordKey[]): void;
  presence(online: string[], leadAway: LeadAway | null): void;
  reply(reply: CommandReply): void;
}

export type CommandReply = Extract<
  ServerMessage,
  { type: 'accepted' } | { type: 'refused' } | { type: 'failed' } | { type: 'error' }
>;

export interface ConnectionOptions {
  url: string;
  token: string;
  clock: ServerClock;
  receiver: Receiver;
  open?: (url: string) => WebSocket;
  random?: () => number;
}

export class Connection {
  private socket: WebSocket | null = null;
  private resume: Resume | null = null;
  /** The parts of a snapshot so far. They are handed on together, after the last one. */
  private parts: ViewRecord[] = [];
  private current: ConnectionState = { is: 'offline' };
  private attempt = 0;
  /**
   * How many times in a row the server closed with `too_fast`, and the device's time before which
   * nothing is tried.
   */
  private tooFast = 0;
  private notBeforeMs = 0;
  private helloSentMs = 0;
  private stream = '';
  private lastWakeMs = 0;
  private samplesLeft = 0;
  private retryTimer: ReturnType<typeof setTimeout> | undefined;
  private deadline: ReturnType<typeof setTimeout> | undefined;
  private livenessTimer: ReturnType<typeof setTimeout> | undefined;
  private pingTimer: ReturnType<typeof setInterval> | undefined;

  constructor(private readonly options: ConnectionOptions) {}

  get state(): ConnectionState {
    return this.current;
  }

  start(): void {
    if (this.socket || this.current.is === 'gone') return;
    clearTimeout(this.retryTimer);
    this.become({ is: 'connecting' });
    const socket = (this.options.open ?? ((url) => new WebSocket(url)))(this.options.url);
    this.socket = socket;
    this.expectWithin(HANDSHAKE_MS);
    // Events of a socket that was replaced are ignored.
    socket.onopen = () => socket === this.socket && this.sendHello();
    socket.onmessage = (event) => socket === this.socket && this.onMessage(event.data);
    socket.onclose = (event) => socket === this.socket && this.closed(event.code);
  }

  stop(): void {
    this.detach();
    clearTimeout(this.retryTimer);
    this.become({ is: 'offline' });
  }

  /**
   * Whether the message was put on the wire. It is not stored here: the outbox sends it again once
   * live.
   */
  send(message: ClientMessage): boolean {
    if (this.current.is !== 'live' || this.socket?.readyState !== WebSocket.OPEN) return false;
    this.socket.send(JSON.stringify(message));
    this.livenessTimer ??= setTimeout(() => this.ping(), CHECK_AFTER_SENDING_MS);
    return true;
  }

  /** Checks the connection at once, after the page may have slept: connects, or pings. */
  wake(): void {
    const now = Date.now();
    if (this.current.is === 'gone' || now - this.lastWakeMs < WAKE_AGAIN_MS) return;
    if (this.socket === null && now < this.notBeforeMs) return;
    this.lastWakeMs = now;
    if (this.socket === null) {
      this.attempt = 0;
      this.start();
    } else if (this.current.is === 'live') {
      this.ping();
    }
  }

  private sendHello(): void {
    this.helloSentMs = Date.now();
    this.sendNow({
      type: 'hello',
      protocol: PROTOCOL_VERSION,
      token: this.options.token,
      resume: this.resume,
    });
  }

  private onMessage(data: unknown): void {
    if (typeof data !== 'string') return;
    clearTimeout(this.livenessTimer);
    this.livenessTimer = undefined;
    const message = JSON.parse(data) as ServerMessage;
    switch (message.type) {
      case 'welcome':
      case 'group_welcome':
        this.options.clock.sample(this.helloSentMs, message.server_ms, Date.now());
        this.stream = message.stream;
        this.parts = [];
        if (!message.resumed) this.resume = null;
        this.options.receiver.welcome(
          message.build,
          message.clock_doubted ?? false,
          message.device ?? null,
        );
        if (message.resumed) this.becomeLive();
        return;
      case 'snapshot':
        this.parts.push(...message.records);
        if (message.more) return;
        this.options.receiver.snapshot(this.parts.splice(0));
        this.resume = { stream: this.stream, revision: message.revision };
        this.becomeLive();
        return;
      case 'update':
        if (this.resume === null || message.revision !== this.resume.revision + 1) {
          this.resume = null;
          this.retry(0);
          return;
        }
        // Counted after it was handed on: an update that failed is asked for again on resuming.
        this.options.receiver.update(message.upsert, message.remove);
        this.resume = { ...this.resume, revision: message.revision };
        return;
      case 'presence':
        this.options.receiver.presence(message.online, message.lead_away ?? null);
        return;
      case 'pong':
        clearTimeout(this.deadline);
        this.options.clock.sample(message.sent_ms, message.server_ms, Date.now());
        if (--this.samplesLeft > 0) this.ping();
        return;
      case 'accepted':
      case 'refused':
      case 'failed':
      case 'error':
        this.options.receiver.reply(message);
        return;
      case 'draining':
        return;
      default:
        ignoreUnknown(message);
    }
  }

  private becomeLive(): void {
    if (this.current.is === 'live') return;
    clearTimeout(this.deadline);
    this.attempt = 0;
    this.samplesLeft = CLOCK_SAMPLES;
    this.become({ is: 'live' });
    this.ping();
    clearInterval(this.pingTimer);
    this.pingTimer = setInterval(() => this.ping(), PING_EVERY_MS);
  }

  private ping(): void {
    this.sendNow({ type: 'ping', sent_ms: Date.now() });
    this.expectWithin(PONG_WITHIN_MS);
  }

  /** Reconnects after this time, unless the deadline is cleared before. */
  private expectWithin(ms: number): void {
    clearTimeout(this.deadline);
    this.deadline = setTimeout(() => this.retry(0), ms);
  }

  private closed(code: number): void {
    const reason = goneReason(code);
    if (reason !== null) {
      this.detach();
      this.become({ is: 'gone', reason });
    } else if (code === CLOSE_CODES.restart) {
      this.retry(restartJitterMs(this.options.random));
    } else if (code === CLOSE_CODES.lagging || code === CLOSE_CODES.seat_changed) {
      this.retry(0);
    } else if (code === CLOSE_CODES.too_many_connections) {
      // A newer device or tab took the place; coming back to this one takes it again.
      this.retry(REPLACED_PAUSE_MS);
    } else if (code === CLOSE_CODES.too_fast) {
      const pause = tooFastMs(this.tooFast, this.options.random);
      this.tooFast += 1;
      this.notBeforeMs = Date.now() + pause;
      this.retry(pause);
      return;
    } else {
      this.retry();
    }
    this.tooFast = 0;
  }

  /** Drops the socket and connects again after `afterMs`, or with backoff without it. */
  private retry(afterMs?: number): void {
    this.detach();
    this.become({ is: 'offline' });
    // After the first failed attempt, backoff applies whatever `afterMs` says.
    const pause = this.attempt === 0 && afterMs !== undefined ? afterMs : undefined;
    const ms = pause ?? Math.max(afterMs ?? 0, backoffMs(this.attempt, this.options.random));
    this.attempt += 1;
    clearTimeout(this.retryTimer);
    this.retryTimer = setTimeout(() => this.start(), ms);
  }

  private detach(): void {
    const socket = this.socket;
    this.socket = null;
    clearTimeout(this.deadline);
    clearTimeout(this.livenessTimer);
    this.livenessTimer = undefined;
    clearInterval(this.pingTimer);
    if (socket && socket.readyState <= WebSocket.OPEN) socket.close(CLOSE_CODES.normal);
  }

  private sendNow(message: ClientMessage): void {
    if (this.socket?.readyState === WebSocket.OPEN) this.socket.send(JSON.stringify(message));
  }

  private become(state: ConnectionState): void {
    if (state.is === this.current.is) return;
    this.current = state;
    this.options.receiver.state(state);
  }
}

/**
 * Wakes the connection on every event after which it may have broken. Returns a function that stops
 * that.
 */
export function wakeOnReturn(connection: Connection): () => void {
  const wake = () => {
    if (document.visibilityState === 'visible') connection.wake();
  };
  addEventListener('online', wake);
  addEventListener('offline', wake);
  addEventListener('pageshow', wake);
  addEventListener('focus', wake);
  document.addEventListener('visibilitychange', wake);
  return () => {
    removeEventListener('online', wake);
    removeEventListener('offline', wake);
    removeEventListener('pageshow', wake);
    removeEventListener('focus', wake);
    document.removeEventListener('visibilitychange', wake);
  };
}
