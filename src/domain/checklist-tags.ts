import { parseScoreNumber } from './cell.ts';
import { cleanLine } from './clean-text.ts';

/** What the tags in the comment column say about a criterion. */
export interface CriterionTags {
  /** `[вес 2]`: how much the criterion counts in `final_percentage`; 0.001 to 1000, 1 without the tag. */
  readonly weight: number;
  /** `[н/п допустимо]`: the model may answer that the criterion does not apply to a call. */
  readonly allowsNotApplicable: boolean;
  /** `[критично]`: a 0 here makes `final_percentage` 0. */
  readonly critical: boolean;
}

export const untagged: CriterionTags = { weight: 1, allowsNotApplicable: false, critical: false };

export interface TagReading {
  /** The comment without the tags that were understood; exactly as it was when there are none. */
  readonly comment: string;
  readonly tags: CriterionTags;
  /** A tag twice, or a weight that is none; without the row. */
  readonly problems: readonly string[];
  /** What looks like a tag but is none, as written. It stays in the comment. */
  readonly unknown: readonly string[];
}

/** Thousandths are the smallest unit that scores are added up in. */
const leastWeight = 0.001;
const mostWeight = 1000;

/** Square brackets, also doubled; not those of a Markdown link. */
const brackets = /\[\[([^[\]]*)\]\](?!\()|\[([^[\]]*)\](?!\()/gu;
/** What a tag is put into by mistake: a link, other brackets, or a bracket that nothing closes in its line. */
const wrongBrackets = /\[([^[\]]*)\]\(|[{［【]([^{}［］【】[\]]*)[}］】]|\[([^[\]\n]*)(?=$|\n|\[)/gmu;

/** Of what looks like a tag, in characters. */
const longestShown = 40;

type TagName = 'weight' | 'not applicable' | 'critical';
const shownTags: Readonly<Record<TagName, string>> = {
  weight: '[вес …]',
  'not applicable': '[н/п допустимо]',
  critical: '[критично]',
};

/** Takes the tags out of a comment. Case, spaces and ё/е do not matter. */
export function readTags(comment: string): TagReading {
  const found = bracketsIn(comment, brackets).map((bracket) => ({
    ...bracket,
    tag: knownTag(bracket.inside),
  }));
  const known = found.flatMap(({ tag }) => tag ?? []);
  const problems: string[] = [];
  for (const name of Object.keys(shownTags) as TagName[]) {
    if (known.filter((tag) => tag.name === name).length > 1) {
      problems.push(`column B (comment) has the tag ${shownTags[name]} twice`);
    }
  }
  const weightTag = known.find((tag) => tag.name === 'weight');
  const weight = weightTag === undefined ? untagged.weight : weightOf(weightTag.value);
  if (weight === null) {
    problems.push(
      `column B (comment): the weight in ${shownTags.weight} must be a number from ${leastWeight} to ${mostWeight} ` +
        'with at most three decimals, such as [вес 2] or [вес 1,5]; a bracket that is no weight must not begin with this word',
    );
  }
  const withoutTags = comment.replace(brackets, (whole, doubled?: string, single?: string) =>
    knownTag(doubled ?? single ?? '') === null ? whole : ' ',
  );
  return {
    comment: known.length === 0 ? comment : tidy(withoutTags),
    tags: {
      weight: weight ?? untagged.weight,
      allowsNotApplicable: known.some((tag) => tag.name === 'not applicable'),
      critical: known.some((tag) => tag.name === 'critical'),
    },
    problems,
    unknown: [
      ...found.filter(({ inside, tag }) => tag === null && looksLikeTag(inside)),
      ...bracketsIn(comment, wrongBrackets).filter(({ inside }) => beginsWithTag(inside)),
    ].map(({ whole }) => cleanLine(whole).slice(0, longestShown)),
  };
}

interface Bracket {
  readonly whole: string;
  readonly inside: string;
}

/** @param pattern captures what stands inside of each kind of bracket */
function bracketsIn(text: string, pattern: RegExp): Bracket[] {
  return [...text.matchAll(pattern)].map(([whole, ...insides]: readonly (string | undefined)[]) => ({
    whole: whole ?? '',
    inside: insides.find((inside) => inside !== undefined) ?? '',
  }));
}

/** Of a text after a bracket that nothing closes, its first words decide. */
function beginsWithTag(inside: string): boolean {
  return tagLike.test(inside.normalize('NFKC').toLowerCase());
}

const tagLike = /^\s*(?:вес\s*[:=]?\s*\d|н\s*\/\s*п\s+допустимо(?!\p{L})|критично(?!\p{L}))/u;

/** Whether a text holds a tag that counts in the comment column only. */
export function holdsTag(text: string): boolean {
  return bracketsIn(text, brackets).some(({ inside }) => knownTag(inside) !== null);
}

function knownTag(inside: string): { readonly name: TagName; readonly value: string } | null {
  const text = inside.normalize('NFKC').toLowerCase().replaceAll('ё', 'е').replace(/\s+/gu, ' ').trim();
  const weight = /^вес(?!\p{L})[ :=]*(.*)$/u.exec(text)?.[1];
  if (weight !== undefined) return { name: 'weight', value: weight };
  const compact = text.replaceAll(' ', '');
  if (compact === 'н/пдопустимо') return { name: 'not applicable', value: '' };
  if (compact === 'критично') return { name: 'critical', value: '' };
  return null;
}

/** Short enough for a tag: one to three words, 30 characters, four digits. Anything longer is what somebody wanted to say. */
function looksLikeTag(inside: string): boolean {
  const text = cleanLine(inside);
  const digits = text.match(/\p{N}/gu)?.length ?? 0;
  return /\p{L}/u.test(text) && text.length <= 30 && text.split(' ').length <= 3 && digits <= 4;
}

function weightOf(value: string): number | null {
  const weight = parseScoreNumber(value);
  const isGood = weight !== null && weight >= leastWeight && weight <= mostWeight;
  return isGood && Number(weight.toFixed(3)) === weight ? weight : null;
}

/** Closes the gaps that tags leave, with the punctuation that belonged to them. */
function tidy(text: string): string {
  return text
    .replace(/[^\S\n]+/gu, ' ')
    .replace(/ ([,.;:!?])/gu, '$1')
    .replace(/([,;])[,;]+/gu, '$1')
    .replace(/ ?\n[ \n]*/gu, '\n')
    .replace(/^[\s,.;:]+|[\s,;:]+$/gu, '');
}
