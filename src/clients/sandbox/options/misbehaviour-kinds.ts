/** What the sandbox's model can do wrong in its judgement of one criterion, each kind with what it does. */
export const misbehaviourKinds = {
  'invent-quote': 'the only quote is one that nobody said; the score is above 0',
  'distort-quote': 'the only quote is misheard: case, punctuation, ё/е, one or two letters',
  'wrong-speaker': 'the only quote is attributed to the other speaker; the score is above 0',
  'no-quote': 'a score above 0 without any quote',
  'leave-out': 'the criterion is left out',
  repeat: 'the criterion is answered twice, with different scores',
  rename: 'another name that nothing in the check-list resembles, and no criterion_id',
  'near-rename': 'the name differs in case, ё/е, punctuation or the order of two words; no criterion_id',
  exceed: 'a score above the maximum',
  negative: 'a score below 0',
  'text-score': 'the score is text such as "7/10"',
  'string-score': 'the score is a number in quotation marks',
  'half-point': 'a score that ends in .5',
  'not-applicable': 'not_applicable true, score_given null',
} as const satisfies Readonly<Record<string, string>>;

export type MisbehaviourKind = keyof typeof misbehaviourKinds;

/** Tells whether a word names a kind of misbehaviour. */
export function isMisbehaviourKind(word: string): word is MisbehaviourKind {
  return Object.hasOwn(misbehaviourKinds, word);
}
