import { isCapitalized, type Line, type Token } from '../speech.ts';
import { readFullName, type FullName } from './full-name.ts';
import type { Introduction } from './introductions.ts';
import type { NameIndex } from './name-index.ts';
import { isNominative } from './told-names.ts';

/** What may come before a correction: «Нет, меня не Андрей, а Артём зовут». */
const openings = /^(?:нет|да|ой|ну|вообще|я|меня|зовут|простите|извините|только|[,.—–-])$/u;

/** «Не Оля, а Юля», and «Нет, Юлия» to an operator who called the client by another name. */
export function readCorrectedName(
  index: NameIndex,
  line: Line,
  before: Line | undefined,
): Introduction | null {
  if (line.speaker !== 'client') return null;
  const { tokens } = line;
  let at = tokens.findIndex(({ lower }) => !openings.test(lower));
  if (at < 0) return null;
  const isDenied = tokens.slice(0, at).some(({ lower }) => lower === 'нет');
  if (tokens[at]?.lower === 'не') {
    const wrong = readNominative(index, tokens, at + 1);
    if (wrong === null) return null;
    at = tokens[wrong.last + 1]?.text === ',' ? wrong.last + 2 : wrong.last + 1;
    if (tokens[at]?.lower !== 'а') return null;
    at += 1;
  } else if (!isDenied || before?.speaker !== 'operator' || !asksByName(index, before)) return null;
  const name = readNominative(index, tokens, at);
  const after = name === null ? undefined : tokens[name.last + 1];
  const ends = after === undefined || after.kind === 'mark' || /^(?:зовут|меня|я)$/u.test(after.lower);
  return name !== null && ends ? { line, name, of: 'speaker', strong: false } : null;
}

function readNominative(index: NameIndex, tokens: readonly Token[], at: number): FullName | null {
  const name = tokens[at]?.kind === 'word' ? readFullName(index, tokens, at, 'known') : null;
  return name !== null && isNominative(index, tokens, name) ? name : null;
}

/** «Ольга?», «Это Ольга, да?» */
function asksByName(index: NameIndex, { tokens }: Line): boolean {
  const words = tokens.filter(({ kind }) => kind === 'word');
  const isQuestion = tokens.some(({ text }) => text === '?') || !tokens.some((token) => isCapitalized(token));
  return (
    isQuestion && words.length <= 5 && tokens.some((_, at) => readNominative(index, tokens, at) !== null)
  );
}
