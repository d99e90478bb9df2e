/**
 * The view that the page shows. Each kind of record is a signal of its own, so what reads one is
 * not run again when another changes.
 */
import { SvelteMap } from 'svelte/reactivity';
import type {
  Clock,
  Contribution,
  Me,
  Meeting,
  Overview,
  Participant,
  PlannedPhase,
  Stage,
  Tally,
  Turns,
  Waiting,
} from '../protocol/protocol';
import { questionOf } from './answers';
import { EMPTY_VIEW, type View } from './fold';

export class LiveView implements View {
  meeting = $state.raw<Meeting | null>(null);
  stage = $state.raw<Stage | null>(null);
  timer = $state.raw<Clock | null>(null);
  turns = $state.raw<Turns | null>(null);
  hands = $state.raw<readonly string[]>([]);
  phases = $state.raw<ReadonlyMap<string, PlannedPhase>>(EMPTY_VIEW.phases);
  participants = $state.raw<ReadonlyMap<string, Participant>>(EMPTY_VIEW.participants);
  contributions = $state.raw<ReadonlyMap<string, Contribution>>(EMPTY_VIEW.contributions);
  tallies = $state.raw<ReadonlyMap<string, Tally>>(EMPTY_VIEW.tallies);
  overview = $state.raw<Overview | null>(null);
  me = $state.raw<Me | null>(null);
  waiting = $state.raw<Waiting | null>(null);
  /** By question, and each question is a signal of its own: hundreds of them are on screen. */
  private readonly answers = new SvelteMap<string, readonly Contribution[]>();

  /** What `withUpdate` left as it was is the same object, and changes no signal. */
  show(next: View): void {
    const before = this.contributions;
    Object.assign(this, next);
    if (next.contributions !== before) this.group(before);
  }

  /** The answers to a question, in the order in which they became visible. */
  answersTo(question: string): readonly Contribution[] {
    return this.answers.get(question) ?? [];
  }

  private group(before: ReadonlyMap<string, Contribution>): void {
    const groups = new Map<string, Contribution[]>();
    const changed = new Set<string>();
    for (const [id, one] of this.contributions) {
      const question = questionOf(one);
      if (question === null) continue;
      groups.set(question, [...(groups.get(question) ?? []), one]);
      if (before.get(id) !== one) changed.add(question);
    }
    for (const [question, earlier] of this.answers) {
      if (earlier.length !== groups.get(question)?.length) changed.add(question);
    }
    for (const question of changed) {
      const group = groups.get(question);
      if (group) this.answers.set(question, group);
      else this.answers.delete(question);
    }
  }
}
