import type { Finding } from '../finding.ts';
import { isGlued, wordSet, type Line, type Token } from '../speech.ts';
import { emailKey } from './email-key.ts';

/** One look at a phrase spares looking at its words. */
const atHint = /@|собач?к|эт|at/iu;

/** How many tokens the part before or after «собака» may have. */
const longestPart = 14;

const ats = wordSet('@ собака собачка собачку эт at');
const dots = wordSet('. точка тчк dot');
const joints = wordSet(
  '. - _ + точка тчк dot тире дефис минус плюс подчеркивание подчеркиванье нижнее нижний андерскор underscore через слитно',
);
/** Ends of domains. Spoken and written. */
const endings = wordSet(
  'ру ком рф орг нет су инфо бай кз уа ру онлайн про биз ru com org net su info by kz ua online pro biz edu gov io me shop store',
);
/** Services whose names say enough without «точка ру». */
const services = wordSet(
  'мэйл мейл майл маил мэил яндекс джимейл джимэйл гмейл гмэйл жмейл гугл рамблер бк лист инбокс аутлук хотмейл айклауд mail yandex gmail rambler bk list inbox outlook hotmail icloud ya',
);
/** Words before an address that do not belong to it. */
const anchors = wordSet(
  'почта почту почте почты почтовый емейл имейл имэйл емэйл мейл мэйл майл email mail e адрес адреса на это моя мой вот да нет ну так пишите запишите записывайте диктую присылайте отправьте отправляйте отправлю скиньте электронка электронная электронную электронной электронный такая такой вам мне давайте будет значит алло и а или рабочая личная через ящик тоже там туда у меня есть нас наша наш пришлите вышлите продиктую',
);

/** E-mail addresses, written and spoken: «иванов собака мэйл точка ру». */
export function findEmails(lines: readonly Line[]): Finding[] {
  return lines.flatMap((line) => {
    if (!atHint.test(line.text)) return [];
    const findings: Finding[] = [];
    let free = 0;
    line.tokens.forEach((token, at) => {
      if (at < free || !ats.has(token.lower)) return;
      const last = readDomain(line.tokens, at);
      const first = last === null ? null : readLocalPart(line.tokens, at, free);
      if (first === null || last === null) return;
      free = last + 1;
      const start = line.tokens[first]?.start ?? 0;
      const end = line.tokens[last]?.end ?? 0;
      const key = emailKey(line.tokens.slice(first, last + 1));
      findings.push({ kind: 'email', key, spans: [{ line: line.index, start, end }] });
    });
    return findings;
  });
}

/** The index of the domain's last token; NULL when no domain follows. */
function readDomain(tokens: readonly Token[], at: number): number | null {
  let last: number | null = null;
  const limit = Math.min(tokens.length - 1, at + longestPart);
  for (let index = at + 1; index <= limit; index += 1) {
    const token = tokens[index];
    if (token === undefined) break;
    const named = index > at + 1 && endings.has(token.lower);
    if (named && dots.has(tokens[index - 1]?.lower ?? '')) last = index;
    else if (named && services.has(tokens[index - 1]?.lower ?? '')) return index;
    if (last !== null && index > last && !dots.has(token.lower) && index > last + 1) break;
    if (token.kind === 'mark' && !joints.has(token.text)) break;
    if (token.text === '.' && !isInside(tokens, index)) break;
    if (last !== null && index > last && !dots.has(token.lower)) break;
    if (token.kind === 'opaque') break;
  }
  return last ?? serviceAlone(tokens, at);
}

/** «иванов собака яндекс» */
function serviceAlone(tokens: readonly Token[], at: number): number | null {
  return services.has(tokens[at + 1]?.lower ?? '') ? at + 1 : null;
}

/** A dot between two characters, not at the end of a sentence. */
function isInside(tokens: readonly Token[], index: number): boolean {
  const [before, dot, after] = [tokens[index - 1], tokens[index], tokens[index + 1]];
  return before?.end === dot?.start && dot?.end === after?.start && dot !== undefined;
}

/** The index of the first token of the part before «собака». */
function readLocalPart(tokens: readonly Token[], at: number, from: number): number | null {
  const limit = Math.max(from, at - longestPart);
  if (tokens[at]?.text === '@' && isGlued(tokens, at)) return readGlued(tokens, at, limit);
  const anchor = findAnchor(tokens, at, limit);
  if (anchor !== null) return anchor + 1 < at ? anchor + 1 : null;
  let first = at;
  while (first > limit && belongs(tokens, first)) first -= 1;
  return first < at ? first : null;
}

/** Written in one piece. */
function readGlued(tokens: readonly Token[], at: number, limit: number): number {
  let first = at - 1;
  while (first > limit && isGlued(tokens, first)) {
    const before = tokens[first - 1];
    if (
      before === undefined ||
      (before.kind === 'mark' && !joints.has(before.text)) ||
      before.kind === 'opaque'
    )
      break;
    first -= 1;
  }
  return first;
}

/** The word or mark that ends what was said before the address; NULL when there is none within reach. */
function findAnchor(tokens: readonly Token[], at: number, limit: number): number | null {
  for (let index = at - 1; index >= limit; index -= 1) {
    const token = tokens[index];
    if (token === undefined || token.kind === 'opaque') return index;
    const isEnd =
      token.kind === 'mark' && (!joints.has(token.text) || (token.text === '.' && !isInside(tokens, index)));
    if (isEnd || (anchors.has(token.lower) && index < at - 1)) return index;
  }
  return null;
}

/** Without such a word: only what a joint, a figure, a Latin or a single letter ties to what follows. */
function belongs(tokens: readonly Token[], first: number): boolean {
  const [token, next] = [tokens[first - 1], tokens[first]];
  if (token === undefined || next === undefined) return false;
  if (token.kind === 'mark') return joints.has(token.text);
  if (ats.has(next.lower) || joints.has(token.lower) || joints.has(next.lower)) return true;
  return token.kind === 'digits' || next.kind === 'digits' || isLetter(token) || isLetter(next);
}

function isLetter({ lower }: Token): boolean {
  return lower.length === 1 || /^[a-z]+$/u.test(lower);
}
