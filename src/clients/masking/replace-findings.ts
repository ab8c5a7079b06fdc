import type { MaskedTranscript } from '../../domain/ports.ts';
import type { Transcript } from '../../domain/transcript.ts';
import type { Finding, Span } from './finding.ts';
import { firstForm, placeholder, placeholderSource, type MaskedKind } from './placeholders.ts';

type Piece = Span & Pick<Finding, 'kind' | 'key'>;

/** Puts placeholders where something was found; of findings that overlap the earlier one in the list comes first. */
export function replaceFindings(transcript: Transcript, findings: readonly Finding[]): MaskedTranscript {
  const pieces = layOut(transcript, findings);
  const book = new PlaceholderBook(transcript);
  const phrases = transcript.phrases.map((phrase, line) => {
    const inPhrase = pieces.get(line);
    if (inPhrase === undefined) return phrase;
    const parts: string[] = [];
    let at = 0;
    for (const piece of inPhrase) {
      parts.push(
        phrase.text.slice(at, piece.start),
        book.name(piece, phrase.text.slice(piece.start, piece.end)),
      );
      at = piece.end;
    }
    return at === 0 ? phrase : { ...phrase, text: parts.join('') + phrase.text.slice(at) };
  });
  return { transcript: { phrases }, restore: (text) => book.restore(text), counts: book.counts };
}

/** Pieces by line, in order and without overlaps. Linear: every character is given away once. */
function layOut(transcript: Transcript, findings: readonly Finding[]): ReadonlyMap<number, Piece[]> {
  const byLine = new Map<number, Piece[]>();
  for (const { kind, key, spans } of findings) {
    for (const { line, start, end } of spans) {
      const piece = { line, start, end, kind, key };
      const known = byLine.get(line);
      if (known === undefined) byLine.set(line, [piece]);
      else known.push(piece);
    }
  }
  for (const [line, pieces] of byLine) {
    if (pieces.length > 1) byLine.set(line, separate(pieces, transcript.phrases[line]?.text ?? ''));
  }
  return byLine;
}

/** What remains of each piece beside the earlier ones, without blanks and marks around it. */
function separate(pieces: readonly Piece[], text: string): Piece[] {
  // Per character: the place of the piece that owns it, from 1.
  const owners = new Int32Array(text.length + 1);
  pieces.forEach(({ start, end }, place) => {
    for (let at = start; at < end; at += 1) if (owners[at] === 0) owners[at] = place + 1;
  });
  const rest: Piece[] = [];
  for (let start = 0, at = 1; at <= text.length; at += 1) {
    if (owners[at] === owners[start]) continue;
    const piece = pieces[(owners[start] ?? 0) - 1];
    if (piece !== undefined) rest.push(...trim({ ...piece, start, end: at }, piece, text));
    start = at;
  }
  return rest;
}

function trim(rest: Piece, whole: Piece, text: string): Piece[] {
  if (rest.start === whole.start && rest.end === whole.end) return [rest];
  const inner = /[\p{L}\p{N}](?:.*[\p{L}\p{N}])?/su.exec(text.slice(rest.start, rest.end));
  if (inner === null) return [];
  const start = rest.start + inner.index;
  return [{ ...rest, start, end: start + inner[0].length }];
}

/** Gives every value its number in order of appearance, and every way of saying it a form of that number. */
class PlaceholderBook {
  readonly counts: Record<string, number> = {};
  readonly #originals = new Map<string, string>();
  readonly #values = new Map<string, { readonly number: number; readonly forms: Map<string, string> }>();
  readonly #last: Partial<Record<MaskedKind, number>> = {};
  /** What the call itself says in the form of a placeholder; its number is not ours to use. */
  readonly #spoken = new Set<string>();

  constructor(transcript: Transcript) {
    for (const { text } of transcript.phrases) {
      if (!text.includes('[')) continue;
      for (const [spoken] of text.matchAll(new RegExp(placeholderSource, 'giu')))
        this.#spoken.add(firstForm(spoken));
    }
  }

  name({ kind, key }: Piece, original: string): string {
    const value = this.#values.get(`${kind} ${key}`) ?? this.#addValue(kind, key);
    const known = value.forms.get(original);
    if (known !== undefined) return known;
    const name = placeholder(kind, value.number, value.forms.size + 1);
    value.forms.set(original, name);
    this.#originals.set(name, original);
    return name;
  }

  #addValue(kind: MaskedKind, key: string): { readonly number: number; readonly forms: Map<string, string> } {
    let number = (this.#last[kind] ?? 0) + 1;
    while (this.#spoken.has(placeholder(kind, number, 1))) number += 1;
    this.#last[kind] = number;
    this.counts[kind] = (this.counts[kind] ?? 0) + 1;
    const value = { number, forms: new Map<string, string>() };
    this.#values.set(`${kind} ${key}`, value);
    return value;
  }

  /** One pass: what is put back is not looked at again. A form that was never given stands for the first one. */
  restore(text: string): string {
    if (!text.includes('[')) return text;
    return text.replace(
      new RegExp(placeholderSource, 'giu'),
      (found) => this.#originals.get(found.toUpperCase()) ?? this.#originals.get(firstForm(found)) ?? found,
    );
  }
}
