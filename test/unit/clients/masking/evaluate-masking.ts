import { readFileSync } from 'node:fs';

import { createMasker } from '../../../../src/clients/masking/create-masker.ts';
import type { MaskedTranscript } from '../../../../src/domain/ports.ts';
import type { Speaker } from '../../../../src/domain/transcript.ts';
import { transcriptOf } from './transcript-of.ts';

/** One line of a labelled set. */
export interface Example {
  readonly id: string;
  readonly phrases: readonly { readonly speaker: Speaker; readonly text: string }[];
  /** What has to be masked: the text stands in the phrase of this index. */
  readonly mask: readonly { readonly phrase: number; readonly kind: string; readonly text: string }[];
  /** What looks like personal data in it and is none. */
  readonly trap: string | null;
}

interface Share {
  hits: number;
  all: number;
}

/** Counts by kind; `all` sums them up. */
export interface Evaluation {
  /** Labelled spans of which every letter and digit is covered by placeholders. */
  readonly recall: Readonly<Record<string, Share>>;
  /** Placeholders that overlap a labelled span. */
  readonly precision: Readonly<Record<string, Share>>;
  /** What was missed or masked in error, for reading. */
  readonly failures: readonly string[];
}

export function readExamples(path: URL): Example[] {
  const lines = readFileSync(path, 'utf8').split('\n');
  return lines.filter((line) => line.trim() !== '').map((line) => JSON.parse(line) as Example);
}

/** A placeholder's place in the original text. */
export interface MaskedSpan {
  readonly name: string;
  readonly start: number;
  readonly end: number;
}

const placeholderPattern = /\[([А-Я_]+)_\d+(?:\.\d+)?\]/gu;

/** Where the placeholders of a masked phrase stand in the original: found through `restore` alone. */
export function maskedSpans(masked: MaskedTranscript, phrase: number): MaskedSpan[] {
  const text = masked.transcript.phrases[phrase]?.text ?? '';
  const spans: MaskedSpan[] = [];
  let shift = 0;
  for (const match of text.matchAll(placeholderPattern)) {
    const original = masked.restore(match[0]);
    if (original === match[0]) continue; // said in the call, not put there by the masker
    const start = match.index + shift;
    spans.push({ name: match[1] ?? '', start, end: start + original.length });
    shift += original.length - match[0].length;
  }
  return spans;
}

const kinds: Readonly<Record<string, string>> = {
  ТЕЛЕФОН: 'phone',
  КАРТА: 'card',
  ПАСПОРТ: 'passport',
  СНИЛС: 'snils',
  ИНН: 'inn',
  ПОЧТА: 'email',
  АДРЕС: 'address',
  ДАТА_РОЖДЕНИЯ: 'birth_date',
  ИМЯ: 'client_name',
};

/** Masks every example and compares with its labels. */
export function evaluateMasking(examples: readonly Example[]): Evaluation {
  const masker = createMasker();
  const recall: Record<string, Share> = {};
  const precision: Record<string, Share> = {};
  const failures: string[] = [];
  for (const example of examples) {
    const masked = masker.mask(transcriptOf(example.phrases));
    const before = failures.length;
    example.phrases.forEach(({ text }, phrase) => {
      const spans = maskedSpans(masked, phrase);
      const labels = labelSpans(example, phrase, text);
      for (const label of labels) {
        const isHit = isCovered(text, label, spans);
        count(recall, label.kind, isHit);
        if (!isHit)
          failures.push(`${example.id} missed ${label.kind} «${text.slice(label.start, label.end)}»`);
      }
      for (const span of spans) {
        const isHit = labels.some((label) => label.start < span.end && span.start < label.end);
        count(precision, kinds[span.name] ?? span.name, isHit);
        if (!isHit)
          failures.push(`${example.id} masked «${text.slice(span.start, span.end)}» as ${span.name}`);
      }
    });
    if (failures.length > before)
      failures.push(`    ${masked.transcript.phrases.map((p) => p.text).join(' / ')}`);
  }
  return { recall, precision, failures };
}

function count(shares: Record<string, Share>, kind: string, isHit: boolean): void {
  for (const key of [kind, 'all']) {
    const share = (shares[key] ??= { hits: 0, all: 0 });
    share.all += 1;
    if (isHit) share.hits += 1;
  }
}

interface Label {
  readonly kind: string;
  readonly start: number;
  readonly end: number;
}

/** Where a label stands from a place on: as whole words («Михаил» is not in «Михаилом»), else wherever its letters are. */
function placeOf(text: string, label: string, from: number): number {
  for (let at = text.indexOf(label, from); at >= 0; at = text.indexOf(label, at + 1)) {
    const around = `${text[at - 1] ?? ' '}${text[at + label.length] ?? ' '}`;
    if (!/[\p{L}\p{N}]/u.test(around)) return at;
  }
  return text.indexOf(label, from);
}

/** The same text labelled twice in one phrase stands for its first and its second place. */
function labelSpans(example: Example, phrase: number, text: string): Label[] {
  const next = new Map<string, number>();
  return example.mask
    .filter((label) => label.phrase === phrase)
    .map((label) => {
      const start = placeOf(text, label.text, next.get(label.text) ?? 0);
      if (start < 0) throw new Error(`${example.id}: «${label.text}» does not stand in phrase ${phrase}`);
      next.set(label.text, start + label.text.length);
      return { kind: label.kind, start, end: start + label.text.length };
    });
}

function isCovered(text: string, label: Label, spans: readonly MaskedSpan[]): boolean {
  for (let at = label.start; at < label.end; at += 1) {
    const matters = /[\p{L}\p{N}]/u.test(text[at] ?? '');
    if (matters && !spans.some((span) => span.start <= at && at < span.end)) return false;
  }
  return true;
}

/** A table of shares, one kind a line. */
export function describeEvaluation(name: string, { recall, precision }: Evaluation): string {
  const show = (share: Share | undefined): string =>
    share === undefined
      ? '      –      '
      : `${(share.hits / share.all).toFixed(3)} (${share.hits}/${share.all})`.padEnd(15);
  const rows = [...new Set([...Object.keys(recall), ...Object.keys(precision)])].sort();
  return [
    `${name}: recall, precision`,
    ...rows.map((kind) => `  ${kind.padEnd(12)} ${show(recall[kind])} ${show(precision[kind])}`),
  ].join('\n');
}
