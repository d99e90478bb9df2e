/** What is asked of somebody now. */
import type { Phase, Role, Step, Text } from '../protocol/protocol';

/** Whoever holds several roles is first of all the one that comes first here. */
const WEIGHT: readonly Role[] = ['inbrenger', 'gespreksleider', 'deelnemer'];
const OFFICES: readonly Role[] = ['tijdbewaker', 'verslaglegger'];

export interface Guidance {
  main: Text | null;
  /** What an office asks besides. */
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
