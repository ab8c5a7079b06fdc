import type { PromptLine } from './read-prompt.ts';

export interface Agreement {
  /** Roubles; `null` when no sum was named. */
  readonly amount: number | null;
  readonly agreement: string;
}

const stems = [
  'договорились',
  'зафиксируем',
  'оформляю заказ',
  'тогда так',
  'итак',
  'перезвоню',
  'пришлю прайс',
  'скину прайс',
  'прайс вышлю',
];
const amount = /(\d{1,3}(?:[  ]\d{3})+|\d+)(?:[,.](\d{1,2}))?\s*(тыс[а-яё]*)?\.?\s*(?:руб|₽|р\.)/;
const mostAgreements = 5;

/** What the operator agreed on with the client, with the sums that were named. */
export function findAgreements(transcript: readonly PromptLine[]): Agreement[] {
  const found: Agreement[] = [];
  const known = new Set<string>();
  for (const { speaker, text } of transcript) {
    if (speaker !== 'operator') continue;
    const lower = text.toLowerCase();
    if (!stems.some((stem) => lower.includes(stem)) || known.has(lower)) continue;
    known.add(lower);
    found.push({ amount: readAmount(lower), agreement: text.slice(0, 500) });
    if (found.length === mostAgreements) break;
  }
  return found;
}

/** The first sum of roubles in a text. */
export function readAmount(text: string): number | null {
  const parts = amount.exec(text);
  if (parts === null) return null;
  const value = Number(`${(parts[1] ?? '').replace(/\D/g, '')}.${parts[2] ?? '0'}`);
  return parts[3] === undefined ? value : value * 1000;
}
