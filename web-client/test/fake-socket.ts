import type { ClientMessage, ServerMessage } from '../src/protocol/protocol';

/** A socket whose other end is the test. */
export class FakeSocket {
  readyState = 0;
  sent: ClientMessage[] = [];
  /** How many pings the test has answered. */
  ponged = 0;
  onopen: (() => void) | null = null;
  onmessage: ((event: { data: string }) => void) | null = null;
  onclose: ((event: { code: number }) => void) | null = null;

  send(text: string) {
    this.sent.push(JSON.parse(text) as ClientMessage);
  }
  close() {
    this.readyState = 3;
  }
  opens() {
    this.readyState = 1;
    this.onopen?.();
  }
  says(message: ServerMessage) {
    this.onmessage?.({ data: JSON.stringify(message) });
  }
  ends(code: number) {
    this.readyState = 3;
    this.onclose?.({ code });
  }
}

export const welcome = (resumed: boolean, stream = 'stream', build = 'b'): ServerMessage => ({
  type: 'welcome',
  protocol: 1,
  session: 's',
  participant: 'p',
  stream,
  resumed,
  server_ms: Date.now(),
  limits: {
    name_chars: 60,
    line_chars: 200,
    text_chars: 4000,
    message_bytes: 65536,
    messages_per_second: 20,
  },
  build,
});
