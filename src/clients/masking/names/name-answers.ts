import { isCapitalized, wordSet, type Line } from '../speech.ts';
import { readFullName, type FullName } from './full-name.ts';
import type { Introduction } from './introductions.ts';
import type { NameIndex } from './name-index.ts';
import { isNominative } from './told-names.ts';

/** What may come before the name in an answer. */
const interjections = wordSet('да ну это просто можно меня зовут э алло здравствуйте добрый день мое имя я');

/** The answer to «Как вас зовут?»: the name at its beginning. */
export function readAnswer(index: NameIndex, line: Line): Introduction | null {
  const { tokens } = line;
  for (let at = 0; at < Math.min(tokens.length, 7); at += 1) {
    const name = readFullName(index, tokens, at, 'known') ?? readEveryday(index, line, at);
    if (name === null) continue;
    // An operator who says «с Мариной» does not answer.
    const isMeant = line.speaker === 'client' || isNominative(index, tokens, name);
    return isMeant ? { line, name, of: 'speaker', strong: true } : null;
  }
  const words = tokens.filter(({ kind }) => kind === 'word');
  const at = tokens.findIndex(({ kind, lower }) => kind === 'word' && !interjections.has(lower));
  const token = tokens[at];
  if (token === undefined || words.length > 3 || !isCapitalized(token)) return null;
  if (/(?:ть|те|тся|ую|ете|ите|али|или|но|то)$/u.test(token.lower)) return null;
  const name = readFullName(index, tokens, at, 'expected');
  return name === null ? null : { line, name, of: 'speaker', strong: true };
}

/** «вера» as a whole answer in small letters. */
function readEveryday(index: NameIndex, { tokens }: Line, at: number): FullName | null {
  const words = tokens.filter(({ kind }) => kind === 'word');
  const isNominativeName = index
    .readExpected(tokens[at])
    .some(({ nominative }) => nominative === tokens[at]?.lower);
  return words.length <= 3 && isNominativeName ? readFullName(index, tokens, at, 'expected') : null;
}
