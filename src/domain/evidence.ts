import type { Quote } from './model-answer.ts';
import { isAlike } from './similarity.ts';
import type { ComparableWord } from './telling-words.ts';
import { readWords, tellingOf } from './telling-words.ts';
import type { Phrase, Transcript } from './transcript.ts';

/** What code found out about a quote; the model's word counts for nothing. */
export type QuoteFinding = 'exact' | 'close' | 'wrong_speaker' | 'not_found';

export interface CheckedQuote extends Quote {
  readonly finding: QuoteFinding;
  /** Index of the phrase it begins in; NULL when not found. */
  readonly phraseIndex: number | null;
  /** Whole seconds from the start of the call; NULL when not found. */
  readonly startSecond: number | null;
}

/** The operator or client who is said to have said it did say it. */
export function isFound(quote: CheckedQuote): boolean {
  return quote.finding === 'exact' || quote.finding === 'close';
}

/** The evidence has looked for it already. */
export function isChecked(quote: Quote | CheckedQuote): quote is CheckedQuote {
  return 'finding' in quote;
}

/** How alike a passage must be to be the quote as speech recognition or the model spelt it: 1 is equal. */
const leastSimilarity = 0.85;
/** Passages that are looked at closely for one quote. */
const mostCandidates = 8;
/** Share of its words that must stand where they stand in the quote for a passage to be looked at at all. */
const leastSharedWords = 0.3;

/** All words of one speaker, one after the other. */
interface Spoken {
  readonly words: readonly ComparableWord[];
  /** Of each word: the phrase it stands in. */
  readonly phraseIndexes: readonly number[];
  /** Of each different word: where it stands. */
  readonly places: ReadonlyMap<string, readonly number[]>;
}

/** Looks for quotes in one transcript. The words are indexed when the first quote is not found letter by letter. */
export class EvidenceFinder {
  readonly #transcript: Transcript;
  readonly #spoken = new Map<string, Spoken>();

  constructor(transcript: Transcript) {
    this.#transcript = transcript;
  }

  check(quote: Quote): CheckedQuote {
    const notFound = { ...quote, finding: 'not_found', phraseIndex: null, startSecond: null } as const;
    const wanted = readWords(quote.text);
    // A dash or dots stand in many phrases; nobody said them.
    if (wanted.length === 0) return notFound;
    const other = quote.speaker === 'operator' ? 'client' : 'operator';
    const own = this.#exact(quote, quote.speaker) ?? this.#close(wanted, quote.speaker);
    if (own !== null) return this.#found(quote, own.finding, own.phraseIndex);
    const others = this.#exact(quote, other) ?? this.#close(wanted, other);
    return others === null ? notFound : this.#found(quote, 'wrong_speaker', others.phraseIndex);
  }

  #found(quote: Quote, finding: QuoteFinding, phraseIndex: number): CheckedQuote {
    const phrase = this.#transcript.phrases[phraseIndex];
    const startSecond = phrase === undefined ? null : Math.floor(phrase.startMs / 1000);
    return { ...quote, finding, phraseIndex, startSecond };
  }

  /** Letter by letter within one phrase, from word boundary to word boundary. */
  #exact(quote: Quote, speaker: Phrase['speaker']): { finding: 'exact'; phraseIndex: number } | null {
    for (const [index, phrase] of this.#transcript.phrases.entries()) {
      if (phrase.speaker === speaker && standsIn(quote.text, phrase.text))
        return { finding: 'exact', phraseIndex: index };
    }
    return null;
  }

  /** Case, punctuation, ё/е, wrong letters and phrase boundaries apart; what tells a fact must be the same. */
  #close(
    wanted: readonly ComparableWord[],
    speaker: Phrase['speaker'],
  ): { finding: 'close'; phraseIndex: number } | null {
    const quoted = { text: textOf(wanted), telling: tellingOf(wanted) };
    const { words, phraseIndexes, places } = this.#indexed(speaker);
    for (const start of candidateStarts(wanted, places, words.length)) {
      const passage = words.slice(start, start + wanted.length);
      const phraseIndex = phraseIndexes[start];
      if (phraseIndex === undefined || tellingOf(passage) !== quoted.telling) continue;
      if (isAlike(quoted.text, textOf(passage), leastSimilarity)) return { finding: 'close', phraseIndex };
    }
    return null;
  }

  #indexed(speaker: Phrase['speaker']): Spoken {
    const known = this.#spoken.get(speaker);
    if (known !== undefined) return known;
    const spoken = indexOf(this.#transcript, speaker);
    this.#spoken.set(speaker, spoken);
    return spoken;
  }
}

function indexOf(transcript: Transcript, speaker: Phrase['speaker']): Spoken {
  const words: ComparableWord[] = [];
  const phraseIndexes: number[] = [];
  const places = new Map<string, number[]>();
  for (const [phraseIndex, phrase] of transcript.phrases.entries()) {
    if (phrase.speaker !== speaker) continue;
    for (const word of readWords(phrase.text)) {
      const earlier = places.get(word.text);
      if (earlier === undefined) places.set(word.text, [words.length]);
      else earlier.push(words.length);
      words.push(word);
      phraseIndexes.push(phraseIndex);
    }
  }
  return { words, phraseIndexes, places };
}

function textOf(words: readonly ComparableWord[]): string {
  return words.map(({ text }) => text).join(' ');
}

function standsIn(quote: string, phrase: string): boolean {
  for (let at = phrase.indexOf(quote); at !== -1; at = phrase.indexOf(quote, at + 1)) {
    if (!isWordCharacter(phrase[at - 1]) && !isWordCharacter(phrase[at + quote.length])) return true;
  }
  return false;
}

function isWordCharacter(character: string | undefined): boolean {
  return character !== undefined && /[\p{L}\p{N}]/u.test(character);
}

/** Each word of the quote votes for the place where the quote would begin; the places with most votes, in order. */
function candidateStarts(
  wanted: readonly ComparableWord[],
  places: Spoken['places'],
  spokenWords: number,
): number[] {
  const votes = new Uint16Array(spokenWords);
  const votesFor = (start: number | undefined): number => votes[start ?? 0] ?? 0;
  for (const [offset, { text }] of wanted.entries()) {
    for (const place of places.get(text) ?? []) {
      const start = Math.max(place - offset, 0);
      votes[start] = votesFor(start) + 1;
    }
  }
  const fewestVotes = Math.max(1, wanted.length * leastSharedWords);
  const best: number[] = [];
  for (let start = 0; start < spokenWords; start += 1) {
    const count = votesFor(start);
    if (count < fewestVotes) continue;
    let rank = best.length;
    while (rank > 0 && votesFor(best[rank - 1]) < count) rank -= 1;
    best.splice(rank, 0, start);
    if (best.length > mostCandidates) best.pop();
  }
  return best;
}
