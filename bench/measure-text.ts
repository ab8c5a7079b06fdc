import { EvidenceFinder } from '../src/domain/evidence.ts';
import type { Masker } from '../src/domain/ports.ts';
import type { Phrase, Transcript } from '../src/domain/transcript.ts';

const words =
  'добрый день компания садовод меня зовут сергей удобно говорить да слушаю вас хотел предложить новинку лопата стоит четыреста рублей сколько штук берёте обычно по пятнадцать на склад привезём во вторник номер восемь девятьсот двенадцать триста сорок пять шестьдесят семь спасибо'.split(
    ' ',
  );

/** An invented transcript of about so many bytes of UTF-8, the same every time. */
export function transcriptOf(bytes: number): Transcript {
  const phrases: Phrase[] = [];
  let state = 7;
  const next = (bound: number): number => {
    state = (state * 1_103_515_245 + 12_345) % 2_147_483_648;
    return state % bound;
  };
  for (let size = 0; size < bytes;) {
    const text = Array.from({ length: 6 + next(14) }, () => words[next(words.length)] ?? '').join(' ');
    phrases.push({ speaker: next(2) === 0 ? 'operator' : 'client', startMs: phrases.length * 3000, text });
    size += Buffer.byteLength(text) + 10;
  }
  return { phrases };
}

/** Milliseconds for looking up 12 quotes: a third letter by letter, a third in capitals, a third never said. */
export function evidenceTime(transcript: Transcript): number {
  const quotes = Array.from({ length: 12 }, (_, index) => {
    const phrase = transcript.phrases[Math.floor((index * transcript.phrases.length) / 12)];
    const text = phrase?.text ?? '';
    const speaker = phrase?.speaker ?? 'client';
    if (index % 3 === 0) return { speaker, text };
    return { speaker, text: index % 3 === 1 ? text.toUpperCase() : text.split(' ').reverse().join(' ') };
  });
  return fastest(() => {
    const finder = new EvidenceFinder(transcript);
    for (const quote of quotes) finder.check(quote);
  });
}

export function maskingTime(masker: Masker, transcript: Transcript): number {
  return fastest(() => masker.mask(transcript));
}

export function parsingTime(transcript: Transcript): number {
  const text = JSON.stringify(transcript);
  return fastest(() => JSON.parse(text) as unknown);
}

/** Of several runs the fastest: it was disturbed least. */
function fastest(work: () => unknown): number {
  let best = Number.POSITIVE_INFINITY;
  for (let round = 0; round < 15; round += 1) {
    const begun = performance.now();
    work();
    best = Math.min(best, performance.now() - begun);
  }
  return best;
}
