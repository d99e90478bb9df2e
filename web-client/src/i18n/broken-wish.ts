/** A sentence for a wish that some circles do not meet: who or what, which circle, which wish. */
import type { Broken } from '../state/composing/broken';
import type { Person } from '../state/composing/people';
import type { t as words } from './compose-words';

export interface About {
  people: readonly Person[];
  /** The headings of the traits. */
  traits: readonly string[];
  /** The number of each value, by trait and person. */
  values: readonly (readonly number[])[];
}

export function brokenSentence(
  broken: Broken,
  about: About,
  sentences: ReturnType<typeof words>['groups'],
): string {
  const name = (person: number) => about.people[person]?.name ?? '';
  switch (broken.wish) {
    case 'apart':
      return sentences.brokenApart(name(broken.a), name(broken.b), broken.circle + 1);
    case 'together': {
      const [one, other] = broken.circles;
      return sentences.brokenTogether(name(broken.a), one + 1, name(broken.b), other + 1);
    }
    case 'met':
      return sentences.brokenMet(name(broken.a), name(broken.b), broken.circle + 1, broken.times);
    case 'mix': {
      const share = sentences.share(broken.share.least, broken.share.most);
      const { value, trait } = valueOf(broken, about, sentences);
      return sentences.brokenMix(value, trait, broken.circle + 1, broken.here, share);
    }
    case 'gather': {
      const { value, trait } = valueOf(broken, about, sentences);
      return sentences.brokenGather(value, trait, broken.circles, broken.needed);
    }
  }
}

/** The value as the first person who has it wrote it. */
function valueOf(
  { trait, value }: { trait: number; value: number },
  { people, traits, values }: About,
  sentences: ReturnType<typeof words>['groups'],
) {
  const person = values[trait]?.indexOf(value) ?? -1;
  return {
    value: people[person]?.traits[trait] ?? '',
    trait: traits[trait] || sentences.trait(trait + 1),
  };
}
