/** What a display sees of a meeting. It asks nothing, and keeps nothing on the device. */
import type { Contribution, Kind } from '../protocol/protocol';
import { Connection, wakeOnReturn, type ConnectionState } from '../net/connection';
import { socketUrl } from '../net/api';
import { idIn } from '../net/ids';
import { MeetingView } from './meeting-view.svelte';

/** Often enough for a clock in seconds. */
const TICK_MS = 250;

export class DisplayView extends MeetingView {
  connection = $state.raw<ConnectionState>({ is: 'offline' });
  private readonly socket: Connection;

  /** A display has no `me`, so it is there before a participant's view would be. */
  readonly there = $derived(this.view.stage !== null && this.view.meeting !== null);
  /** What is in front of everybody, if a display may show it. */
  readonly spotlight: Contribution | null = $derived(
    this.view.contributions.get(this.view.stage?.spotlight ?? '') ?? null,
  );
  /** The texts that the group works from, but for the one in front of everybody. */
  readonly subject = $derived(
    subjectOf(
      this.contributions.filter((one) => one.id !== this.spotlight?.id),
      this.view.stage?.round ?? 1,
    ),
  );

  constructor(secret: string) {
    super();
    this.socket = new Connection({
      url: socketUrl('sessions', idIn(secret)),
      token: secret,
      clock: this.clock,
      receiver: {
        state: (state) => (this.connection = state),
        welcome: () => {},
        snapshot: (records) => this.replaceAll(records),
        update: (upsert, remove) => this.show(this.receive(upsert, remove)),
        presence: () => {},
        reply: () => {},
      },
    });
  }

  start(): () => void {
    const ticking = setInterval(() => this.tick(), TICK_MS);
    const sleepless = wakeOnReturn(this.socket);
    this.socket.start();
    return () => {
      clearInterval(ticking);
      sleepless();
      this.socket.stop();
    };
  }
}

export interface SubjectLine {
  kind: 'leervraag' | 'theme' | 'kernvraag' | 'goal';
  text: string;
}

/** The latest of each kind in this round, in the order of a meeting. A proposal is not the group's choice. */
export function subjectOf(shown: readonly Contribution[], round: number): SubjectLine[] {
  const own = shown.filter((one) => one.round === round);
  const latest = (kind: Kind) => {
    const found = own.findLast(
      (one) => one.content.kind === kind && (one.chosen || !isVoted(kind)),
    );
    return found === undefined ? '' : textOf(found);
  };
  const lines: SubjectLine[] = [
    { kind: 'leervraag', text: latest('leervraag') || leervraagOfCase(own) },
    { kind: 'theme', text: latest('theme') },
    { kind: 'kernvraag', text: latest('kernvraag') },
    { kind: 'goal', text: latest('goal') },
  ];
  return lines.filter(({ text }) => text !== '');
}

const isVoted = (kind: Kind) => kind === 'theme' || kind === 'kernvraag';

/** A display is sent of the round's case its leervraag alone, so that its text is empty. */
function leervraagOfCase(shown: readonly Contribution[]): string {
  const cases = shown.map(({ content }) => content).filter((one) => one.kind === 'case');
  return cases.findLast(({ text }) => text === '')?.leervraag ?? '';
}

function textOf({ content }: Contribution): string {
  if (content.kind === 'goal') return content.behaviour;
  return 'text' in content ? (content.text ?? '') : '';
}
