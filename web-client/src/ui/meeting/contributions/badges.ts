/** What is said beside an author's name about a contribution. */
import { t } from '../../../i18n/meeting-words';
import type { Contribution } from '../../../protocol/protocol';
import { shownMoment } from '../../../state/moments';

export interface Badge {
  text: string;
  /** Classes of `app.css`. */
  look: 'badge' | 'badge plain' | 'badge warm' | 'soft';
}

/** In the order in which they are shown; `name` gives somebody's name. */
export function badgesOf(one: Contribution, name: (id: string | null) => string): Badge[] {
  const badges: Badge[] = [];
  const add = (look: Badge['look'], text: string) => void badges.push({ look, text });
  const { content } = one;
  if (content.kind === 'observation') {
    add('badge', t().observationTags[content.tag]);
    if (content.moment !== undefined) add('badge plain', shownMoment(content.moment));
  }
  if (content.kind === 'question' && content.category) {
    add('badge', t().questionCategories[content.category]);
  }
  if (content.kind === 'feedback') add('badge', t().feedbackTags[content.tag]);
  if (content.kind === 'agreement' && content.about) add('badge', t().abouts[content.about]);
  if (one.chosen) add('badge warm', t().meeting.chosen);
  if (content.kind === 'lookback' && content.progress)
    add('badge', t().lookBack.progress[content.progress]);
  if (one.taken_from_ms != null) add('badge plain', t().lookBack.lastTime);
  else if (one.held) add('badge plain', t().meeting.heldBack);
  else if (one.beforehand === 'came') add('badge plain', t().bring.came);
  if (one.written_for) {
    add('soft', t().writeFor.by(name(one.author)));
    if (!one.confirmed_by) add('badge plain', t().writeFor.unconfirmed);
  }
  if (one.edited) add('soft', t().meeting.edited);
  return badges;
}
