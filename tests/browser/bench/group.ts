/** A meeting in which twenty people ask questions, as many and as often as they are told to. */
import type { Command } from '../../../web-client/src/protocol/protocol';
import { Client, createMeeting, joinMeeting } from '../../independent-client/client.mjs';

/** One person may write 120 texts: these write 2,400. */
const WRITERS = 20;
/** Texts that are written steadily at most, however long the page takes. */
const MOST_STEADILY = 150;
/** Texts that are on their way at once: fewer than a connection may send at once. */
const AT_ONCE = 40;

/** About as long as a question in a meeting: 60 to 160 letters. */
const WORDS =
  'Wat gebeurde er vlak voordat de klas onrustig werd, en hoe was het voor jou toen je dat merkte en even niet wist wat je ging doen met die ene leerling achterin?';

export class Group {
  private written = 0;

  private constructor(
    /** The link that is handed out. */
    readonly invitation: string,
    private readonly leader: Client,
    private readonly inbrenger: Client,
    private readonly writers: Client[],
  ) {}

  /** Gerda, who leads, Ilse, who brings the case, and the twenty; the meeting has not begun. */
  static async gather(url: string): Promise<Group> {
    const meeting = { method: 'dialoog', name: 'Gerda', title: 'Woensdaggroep', lang: 'nl' };
    const created = await createMeeting(url, meeting);
    const leader = new Client(url, created);
    await leader.connect();
    const join = async (name: string) => {
      const client = new Client(url, await joinMeeting(url, created.invitation, name));
      await client.connect();
      return client;
    };
    const inbrenger = await join('Ilse');
    const writers: Client[] = [];
    for (let n = 1; n <= WRITERS; n++) writers.push(await join(`Collega ${n}`));
    return new Group(`${url}/join#${created.invitation}`, leader, inbrenger, writers);
  }

  /** Begins, and goes on to the step in which questions are asked. */
  async toQuestions(): Promise<void> {
    await does(this.leader, { do: 'appoint_inbrenger', participant: this.inbrenger.participant });
    await does(this.leader, { do: 'start' });
    while (this.leader.view.position?.phase !== 'verhelderen') {
      const before = this.leader.view.position;
      await does(this.leader, { do: 'next', from: before });
      await this.leader.until(() => this.leader.view.position?.phase !== before?.phase, 'a move');
    }
    for (const writer of this.writers) {
      await writer.until(() => writer.view.position?.phase === 'verhelderen', 'the phase');
    }
  }

  /** As fast as the server takes them. */
  async writeMany(count: number): Promise<void> {
    for (let left = count; left > 0; left -= AT_ONCE) {
      await Promise.all(Array.from({ length: Math.min(left, AT_ONCE) }, () => this.writeOne()));
    }
  }

  /** Writes at this pace until the promise it gives is called. Gives how many were written. */
  writeSteadily(aSecond: number): () => Promise<number> {
    const sent: Promise<void>[] = [];
    const timer = setInterval(() => {
      if (sent.length < MOST_STEADILY) sent.push(this.writeOne());
    }, 1_000 / aSecond);
    return async () => {
      clearInterval(timer);
      await Promise.all(sent);
      return sent.length;
    };
  }

  async goHome(): Promise<void> {
    await Promise.all(
      [this.leader, this.inbrenger, ...this.writers].map((client) => client.close()),
    );
  }

  private async writeOne(): Promise<void> {
    const number = this.written++;
    const writer = this.writers[number % this.writers.length]!;
    const text = `Vraag ${number}: ${WORDS.slice(0, 60 + ((number * 37) % 100))}`;
    const content = { kind: 'question', text, category: null } as const;
    await does(writer, { do: 'contribute', at: writer.view.position, content });
  }
}

async function does(client: Client, command: Command): Promise<void> {
  const answer = await client.command(command);
  if (answer.type !== 'accepted') throw new Error(`${command.do}: ${JSON.stringify(answer)}`);
}
