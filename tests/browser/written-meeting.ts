/** A meeting of zeven-stappen that is written from the first step to the last, through sockets. */
import type { Command, Content, Kind } from '../../web-client/src/protocol/protocol';
import { Client, createMeeting, joinMeeting } from '../independent-client/client.mjs';

const SENTENCE =
  'Wat zou er gebeuren als je hem eerst laat vertellen wat hij zelf al geprobeerd heeft?';

/** What this person writes of this kind; `null` for what they do not. */
function written(kind: Kind, name: string, where: string, questions: string[]): Content | null {
  const text = `${name} bij ${where}. ${SENTENCE}`;
  switch (kind) {
    case 'case':
      return { kind, text, leervraag: null };
    case 'leervraag':
      return { kind, text, origin: null };
    case 'question':
      return { kind, text, category: null };
    case 'answer':
      return { kind, text: `Antwoord van ${name} bij ${where}.`, question: questions[0] ?? '' };
    case 'action':
      return { kind, what: text, who: name, by_when: 'vrijdag', evaluation: '' };
    case 'introduction':
    case 'kernvraag':
    case 'idea':
    case 'insight':
    case 'takeaway':
      return { kind, text };
    default:
      return null;
  }
}

export class WrittenMeeting {
  private constructor(
    /** The link that is handed out. */
    readonly invitation: string,
    private readonly leader: Client,
    private readonly others: { name: string; client: Client }[],
  ) {}

  /** Gerda leads, Ilse brings the case, Bram and Chantal think along; it has not begun. */
  static async gather(url: string): Promise<WrittenMeeting> {
    const meeting = { method: 'zeven-stappen', name: 'Gerda', title: 'Woensdaggroep', lang: 'nl' };
    const created = await createMeeting(url, meeting);
    const leader = new Client(url, created);
    await leader.connect();
    const others: { name: string; client: Client }[] = [];
    for (const name of ['Ilse', 'Bram', 'Chantal']) {
      const client = new Client(url, await joinMeeting(url, created.invitation, name));
      await client.connect();
      others.push({ name, client });
    }
    return new WrittenMeeting(`${url}/join#${created.invitation}`, leader, others);
  }

  /** Everybody writes two of everything that each step asks of them. */
  async play(): Promise<void> {
    const { leader, others } = this;
    await does(leader, { do: 'appoint_inbrenger', participant: others[0]!.client.participant });
    await does(leader, { do: 'start' });
    for (;;) {
      // The inbrenger last, so that there are questions to answer.
      for (const { name, client } of [...others].reverse()) await this.write(name, client);
      const before = leader.view.position;
      const answer = await leader.command({ do: 'next', from: before });
      if (answer.type !== 'accepted') break;
      for (const { client } of [{ client: leader }, ...others]) {
        await client.until(() => moved(client, before), 'the next step');
      }
    }
  }

  async close(): Promise<void> {
    await does(this.leader, { do: 'close' });
    await does(this.others[0]!.client, { do: 'open_report' });
    for (const client of [this.leader, ...this.others.map((one) => one.client)]) client.drop();
  }

  private async write(name: string, client: Client): Promise<void> {
    const at = client.view.position;
    const questions = () => client.view.contributions('question').map((one) => one.id);
    for (const { kind } of client.view.me.opens) {
      for (let n = 0; n < 2; n++) {
        const content = written(kind, name, `${at.step} ${n + 1}`, questions());
        if (content === null || (kind === 'answer' && questions().length === 0)) continue;
        await does(client, { do: 'contribute', at, content });
      }
    }
  }
}

function moved(client: Client, before: { phase: string; step: string }): boolean {
  const now = client.view.position;
  return now?.phase !== before.phase || now.step !== before.step;
}

async function does(client: Client, command: Command): Promise<void> {
  const answer = await client.command(command);
  if (answer.type !== 'accepted') throw new Error(`${command.do}: ${JSON.stringify(answer)}`);
}
