import { isCapitalized, wordSet, type Line } from '../speech.ts';
import { isNoName, readFullName, type FullName } from './full-name.ts';
import { isLonePatronymic, looksLikeSurname } from './name-forms.ts';
import type { Introduction } from './introductions.ts';
import type { NameIndex } from './name-index.ts';
import { isNominative } from './told-names.ts';

/** What may come before the name in an answer. */
const interjections = wordSet('да ну это просто можно меня зовут э алло здравствуйте добрый день мое имя я');

/** The answer to «Как вас зовут?»: the name at its beginning. */
export function readAnswer(index: NameIndex, line: Line, question: string): Introduction | null {
  const { tokens } = line;
  for (let at = 0; at < Math.min(tokens.length, 7); at += 1) {
    const name = readFullName(index, tokens, at, 'known') ?? readEveryday(index, line, at);
    if (name === null) continue;
    // «С Мариной» is no answer, and «отец Армена» is somebody else; «на Дениса» answers «На кого?».
    const isFor =
      at === 0 ||
      tokens[at - 1]?.kind === 'mark' ||
      interjections.has(tokens[at - 1]?.lower ?? '') ||
      /^(?:на|для)$/u.test(tokens[at - 1]?.lower ?? '');
    if (line.speaker !== 'client' && !isNominative(index, tokens, name)) return null;
    const isMeant = isFor || isNominative(index, tokens, name);
    if (isMeant) return { line, name: withRareSurname(line, name, question), of: 'speaker', strong: true };
    break;
  }
  const spelled = /фамили/u.test(question) ? readSpelledSurname(line) : null;
  if (spelled !== null) return spelled;
  const surname = readSurnameOpening(line);
  if (surname !== null) return surname;
  const strange = readStrangeOpening(index, line);
  if (strange !== null) return strange;
  const words = tokens.filter(({ kind }) => kind === 'word');
  const at = tokens.findIndex(({ kind, lower }) => kind === 'word' && !interjections.has(lower));
  const token = tokens[at];
  if (token === undefined || words.length > 3) return null;
  if (!isCapitalized(token) && (words.length > 1 || line.speaker === 'operator')) return null;
  if (/(?:ть|те|тся|ую|ете|ите|али|или|но|то)$/u.test(token.lower)) return null;
  const name = readFullName(index, tokens, at, 'expected');
  return name === null ? null : { line, name, of: 'speaker', strong: true };
}

/** «Жукова, кафе на набережной», «да хоть палыч» */
function readSurnameOpening(line: Line): Introduction | null {
  const { tokens, speaker } = line;
  const at = tokens.findIndex(
    ({ kind, lower }) => kind === 'word' && !interjections.has(lower) && lower !== 'хоть',
  );
  const [token, next] = [tokens[at], tokens[at + 1]];
  if (speaker !== 'client' || token === undefined || isNoName(token) || next?.kind === 'word') return null;
  const alone = { first: at, last: at, firstName: null };
  if (isLonePatronymic(token))
    return { line, name: { ...alone, patronymic: at, surname: null }, of: 'speaker', strong: true };
  if (!isCapitalized(token) || !looksLikeSurname(token.lower)) return null;
  return { line, name: { ...alone, patronymic: null, surname: at }, of: 'speaker', strong: true };
}

/** «шнайдер, шэ эн а»: a surname that is spelled right after it. */
function readSpelledSurname(line: Line): Introduction | null {
  const { tokens } = line;
  const at = tokens.findIndex(({ kind, lower }) => kind === 'word' && !interjections.has(lower));
  const [token, next] = [tokens[at], tokens[at + 1]?.kind === 'mark' ? tokens[at + 2] : tokens[at + 1]];
  if (token === undefined || token.lower.length < 3 || isNoName(token)) return null;
  const isSpelled =
    /^(?:\p{L}|\p{L}{2}|шэ|эль|через|буквам|две|два|дэ|мягкий|твердый)$/u.test(next?.lower ?? '') ||
    next?.lower === 'по';
  const name = { first: at, last: at, firstName: null, patronymic: null, surname: at };
  return isSpelled && !/^(?:на|не|ну|да|мы|вы|он|её|ее|их|по|я|у|в|с|и|а|о)$/u.test(next?.lower ?? '')
    ? { line, name, of: 'speaker', strong: true }
    : null;
}

/** «фамилия, имя?» «пак глеб»: what stands before the first name is the surname. */
function withRareSurname({ tokens }: Line, name: FullName, question: string): FullName {
  const [before, after] = [tokens[name.first - 1], tokens[name.last + 1]];
  const isLast = after?.kind === 'word' && tokens[name.last + 2]?.kind !== 'word' && !isNoName(after);
  if (name.surname === null && /фамили|фио|полностью/u.test(question) && isLast && after.lower.length > 2)
    return { ...name, last: name.last + 1, surname: name.last + 1 };
  const isAsked = name.surname === null && name.first === 1 && /фамили|фио|полностью|данные/u.test(question);
  if (!isAsked || before?.kind !== 'word' || interjections.has(before.lower) || isNoName(before)) return name;
  return { ...name, first: name.first - 1, surname: name.first - 1 };
}

/** «хачатур я отец …»: an unknown name in small letters before «я». */
function readStrangeOpening(index: NameIndex, line: Line): Introduction | null {
  const { tokens, speaker } = line;
  if (speaker !== 'client' || tokens[1]?.lower !== 'я') return null;
  const name = readFullName(index, tokens, 0, 'expected');
  const alone = tokens[0];
  if (name === null && (alone?.kind !== 'word' || alone.text.length < 4)) return null;
  const first = name ?? { first: 0, last: 0, firstName: 0, patronymic: null, surname: null };
  return isNoName(alone) ? null : { line, name: first, of: 'speaker', strong: true };
}

/** «вера» as a whole answer in small letters. */
function readEveryday(index: NameIndex, { tokens }: Line, at: number): FullName | null {
  const words = tokens.filter(({ kind }) => kind === 'word');
  const isNominativeName = index
    .readExpected(tokens[at])
    .some(({ nominative }) => nominative === tokens[at]?.lower);
  return words.length <= 3 && isNominativeName ? readFullName(index, tokens, at, 'expected') : null;
}
