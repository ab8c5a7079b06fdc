import { isCapitalized, type Line, type Token } from '../speech.ts';
import { isBrand, readFullName, type FullName } from './full-name.ts';
import type { Introduction } from './introductions.ts';
import type { NameIndex } from './name-index.ts';
import { isNominative } from './told-names.ts';

/** Clients name their shop within so many phrases of the call, and themselves within so many tokens after it. */
const opening = 4;
const reach = 7;

const places =
  /^(?:магазин|кафе|столовая|пекарня|шиномонтаж|автосервис|салон|студия|ресторан|школа|клиника|сад|садик|павильон|база|склад|аптека|гостиница|ферма|кофейня|ателье|бар|буфет|киоск|бухгалтерия|компания|фирма|ооо|цех|клуб|центр|мастерская|парикмахерская)$/u;

/** «Кафе «Встреча», Диана, здравствуйте», «это магазин берёзка диана» */
export function readShopCaller(index: NameIndex, line: Line): Introduction | null {
  if (line.speaker !== 'client' || line.index >= opening) return null;
  const { tokens } = line;
  const from = tokens.slice(0, 6).findIndex(({ lower }) => places.test(lower));
  if (from < 0 || !opensWith(tokens, from)) return null;
  for (let at = from + 2; at < Math.min(tokens.length, from + reach); at += 1) {
    if (/^[.!?]$/u.test(tokens[at]?.text ?? '')) return null;
    const name = tokens[at]?.kind === 'word' ? readFullName(index, tokens, at, 'known') : null;
    if (name === null) continue;
    const isWhole = isNominative(index, tokens, name) && !isBrand(tokens, at) && isPart(tokens, from, name);
    return isWhole ? { line, name, of: 'speaker', strong: false } : null;
  }
  return null;
}

function opensWith(tokens: readonly Token[], end: number): boolean {
  return tokens
    .slice(0, end)
    .every(
      ({ kind, lower }) =>
        kind === 'mark' ||
        /^(?:да|алло|ало|добрый|день|доброе|утро|вечер|здравствуйте|это|привет)$/u.test(lower),
    );
}

/** After a comma, or in small letters one word after the kind of shop and at the end of the phrase. */
function isPart(tokens: readonly Token[], from: number, { first, last }: FullName): boolean {
  const [before, after] = [tokens[first - 1], tokens[last + 1]];
  const ends =
    after === undefined ||
    after.kind === 'mark' ||
    /^(?:здравствуйте|слушаю|добрый|звоню)$/u.test(after.lower);
  if (before?.text === ',') return ends;
  const isBare = before?.kind === 'word' && !isCapitalized(before) && first === from + 2;
  return isBare && (after === undefined || /^(?:здравствуйте|слушаю|звоню)$/u.test(after.lower));
}
