import type { Token } from '../speech.ts';
import { ats } from './at-words.ts';
import { dots, endings, joints, services, sureEndings } from './email-words.ts';

/** How many tokens a domain may have. */
const longestDomain = 14;
/** How many words may stand before an ending without «точка»: «лесной двор ру». */
const longestName = 3;

/** The index of the last token of the domain that follows «собака»; NULL when none does. */
export function readDomain(tokens: readonly Token[], at: number): number | null {
  let last: number | null = null;
  let before: Token | undefined;
  let words = 0;
  const limit = Math.min(tokens.length - 1, at + longestDomain);
  for (let index = at + 1; index <= limit; index += 1) {
    const token = tokens[index];
    if (token === undefined || token.kind === 'opaque') break;
    // Recognisers put commas between dictated words.
    if (token.text === ',' && isBetweenDictated(tokens, index)) continue;
    if (token.kind === 'mark' && !continues(tokens, index)) break;
    const isDot = dots.has(token.lower);
    if (endsDomain(token, before, words)) last = index;
    else if (last !== null && !isDot) break;
    if (token.kind !== 'mark' && !isDot) words += 1;
    before = token;
  }
  return last ?? serviceAlone(tokens, at);
}

function endsDomain(token: Token, before: Token | undefined, words: number): boolean {
  if (before === undefined || !endings.has(token.lower)) return false;
  if (dots.has(before.lower) || services.has(before.lower)) return true;
  return sureEndings.has(token.lower) && words > 0 && words <= longestName && !joints.has(before.lower);
}

function isBetweenDictated(tokens: readonly Token[], comma: number): boolean {
  const [before, after] = [tokens[comma - 1]?.lower ?? '', tokens[comma + 1]?.lower ?? ''];
  return ats.has(before) || joints.has(before) || joints.has(after);
}

/** A mark inside a written domain: a dot between two characters, a hyphen. «mail. ru» is one too. */
function continues(tokens: readonly Token[], index: number): boolean {
  const token = tokens[index];
  if (token === undefined || !joints.has(token.text)) return false;
  return token.text !== '.' || isInside(tokens, index) || sureEndings.has(tokens[index + 1]?.lower ?? '');
}

/** «иванов собака яндекс», «собака джи мейл» */
function serviceAlone(tokens: readonly Token[], at: number): number | null {
  const from = tokens[at + 1]?.text === ',' ? at + 2 : at + 1;
  if (services.has(tokens[from]?.lower ?? '')) return from;
  const isSpelled = /^(?:джи|же|гэ|г|ай)$/u.test(tokens[from]?.lower ?? '');
  return isSpelled && services.has(tokens[from + 1]?.lower ?? '') ? from + 1 : null;
}

/** A dot between two characters, not at the end of a sentence. */
export function isInside(tokens: readonly Token[], index: number): boolean {
  const [before, dot, after] = [tokens[index - 1], tokens[index], tokens[index + 1]];
  return before?.end === dot?.start && dot?.end === after?.start && dot !== undefined;
}
