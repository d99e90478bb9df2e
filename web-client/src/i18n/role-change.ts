/** A change of role in one sentence, to whom it concerns and to the others. */
import { assertNever } from '../assert-never';
import type { RoleChange } from '../protocol/protocol';
import { t } from './meeting-words';

export function roleSentence(
  { change }: RoleChange,
  me: string,
  name: (participant: string) => string,
): string {
  const words = t().people;
  switch (change.role) {
    case 'gespreksleider':
      return change.to === me ? words.youLeadNow : words.leadsNow(name(change.to));
    case 'deputy':
      if (change.to === null) return words.noDeputyNow;
      return change.to === me ? words.youDeputyNow : words.deputyNow(name(change.to));
    case 'inbrenger':
      return change.to === me ? words.youInbrengerNow : words.inbrengerNow(name(change.to));
    case 'office': {
      const office = t().roles[change.office];
      const own = change.participant === me;
      if (change.holds) {
        return own ? words.youOfficeNow(office) : words.officeNow(name(change.participant), office);
      }
      return own
        ? words.youOfficeNoMore(office)
        : words.officeNoMore(name(change.participant), office);
    }
    default:
      return assertNever(change);
  }
}
