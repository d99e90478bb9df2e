/** People who sit with the group and have no device: others write down what they say. */
import type { Contribution, Opening, Participant, Step } from '../protocol/protocol';
import { isPrivate } from './content';

/** Those who can lead, stand in and hold an office. */
export function withDevice(people: readonly Participant[]): Participant[] {
  return people.filter((person) => !person.without_device);
}

/** Whose words these are; `null` where texts have no names. */
export function speakerOf(one: Contribution): string | null {
  return one.written_for ?? one.author;
}

/** What can be written down for this person now. The server knows the finer rules. */
export function openingsFor(person: Participant, step: Step | null): Opening[] {
  if (step === null || step.authors === 'anonymous') return [];
  return step.opens.filter(
    ({ kind, by }) => !isPrivate(kind) && by.some((role) => person.roles.includes(role)),
  );
}

/** Somebody else than who wrote it can say that it was said like this. */
export function isConfirmable(one: Contribution, me: string): boolean {
  return Boolean(one.written_for) && !one.confirmed_by && one.author !== me && !one.held;
}
