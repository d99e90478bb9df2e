/** The guidance of the current step for one person. */
import type { Phase, Role, Step, Text } from '../protocol/protocol';

/** For somebody with several roles, the first of these that has a text counts. */
const WEIGHT: readonly Role[] = ['inbrenger', 'gespreksleider', 'deelnemer'];
const OFFICES: readonly Role[] = ['tijdbewaker', 'verslaglegger'];

export interface Guidance {
  main: Text | null;
  /** The texts for the offices that this person holds, shown below the main one. */
  offices: { office: Role; text: Text }[];
}

/** A step says for each role what it asks, and the phase for the roles that the step leaves out. */
export function guidanceFor(
  roles: readonly Role[],
  phase: Phase | undefined,
  step: Step | null,
): Guidance {
  const texts: Phase['guidance'] = { ...phase?.guidance, ...step?.guidance };
  const role = WEIGHT.find((one) => roles.includes(one) && texts[one]) ?? 'deelnemer';
  return {
    main: texts[role] ?? null,
    offices: OFFICES.flatMap((office) => {
      const text = roles.includes(office) ? texts[office] : undefined;
      return text ? [{ office, text }] : [];
    }),
  };
}

/** A text after its first sentence, which says what is asked. */
export function firstSentence(text: string): { first: string; rest: string } {
  const end = /[.!?…](?=\s)/u.exec(text)?.index ?? text.length - 1;
  return { first: text.slice(0, end + 1), rest: text.slice(end + 1).trim() };
}
