/**
 * Makes a group of each circle, one after another: the server hears the name of the group and the reason,
 * and no name of who is in it. What was made stays made if a later one fails; going on makes the rest.
 */
import type { CreateGroup, GroupCreated } from '../../protocol/protocol';
import { ApiError } from '../../net/api';
import type { ComposedCircle } from './result';

export interface MadeGroup {
  /** The circle, as its members know it. */
  number: number;
  group: string;
  token: string;
  invitation: string;
  name: string;
}

export interface MakingOptions {
  create: (body: CreateGroup) => Promise<GroupCreated>;
  /** Keeps the place of whoever makes it, who is its first member. */
  made: (group: MadeGroup) => void;
  wait: (ms: number) => Promise<void>;
}

export class Making {
  made = $state.raw<readonly MadeGroup[]>([]);
  busy = $state(false);
  failed = $state.raw<unknown>(null);

  constructor(private readonly options: MakingOptions) {}

  /** `body` says what is asked of the server for a circle. */
  async run(
    circles: readonly ComposedCircle[],
    body: (circle: ComposedCircle) => CreateGroup,
  ): Promise<void> {
    if (this.busy) return;
    this.busy = true;
    this.failed = null;
    try {
      for (const circle of circles) {
        if (!this.made.some(({ number }) => number === circle.number)) {
          await this.one(circle.number, body(circle));
        }
      }
    } catch (error) {
      this.failed = error;
    } finally {
      this.busy = false;
    }
  }

  /** So many at once is more than the server takes from one address: it says when to go on. */
  private async one(number: number, body: CreateGroup): Promise<void> {
    for (;;) {
      try {
        const { group, token, invitation } = await this.options.create(body);
        const made = { number, group, token, invitation, name: body.name };
        this.made = [...this.made, made];
        this.options.made(made);
        return;
      } catch (error) {
        if (!(error instanceof ApiError) || error.waitMs <= 0) throw error;
        await this.options.wait(error.waitMs);
      }
    }
  }
}
