import { hints, mayBe, type Line, type Token } from '../speech.ts';
import { isNoName, readFullName } from './full-name.ts';
import type { Introduction } from './introductions.ts';
import { looksLikeSurname } from './name-forms.ts';
import { isEveryday } from './small-surnames.ts';
import type { NameIndex } from './name-index.ts';
import { isNominative } from './told-names.ts';

/** Questions that are answered in another case than the nominative, and what stands before the name then. */
const questions: readonly (readonly [RegExp, RegExp])[] = [
  [
    /(?:^| )с кем (?:(?:я|мы|сейчас|это|имею) )*(?:говорю|говорим|разговариваю|общаюсь|общаемся|беседую|честь|удовольствие|на связи|на линии|могу)(?: |$)/u,
    /^(?:с|со)$/u,
  ],
  [/(?:^| )от кого(?! вы| узнал| слышал| это)(?: |$)/u, /^от$/u],
  [/(?:^| )(?:для кого|на кого|на чье|на чью|на какую фамилию|на какое имя)(?: |$)/u, /^(?:для|на)$/u],
  [/(?:^| )кого (?:(?:мне|нам|тогда) )*(?:записать|указать|вписать|поставить|спросить)(?: |$)/u, /^меня$/u],
  [
    /(?:^| )кому (?:(?:мне|нам|тогда|можно) )*(?:выписать|выписываем|оформить|оформляем|отправить|передать|доставить|позвонить|перезвонить|звонить|отдать|везем)(?: |$)/u,
    /^(?:|мне)$/u,
  ],
  [/(?:^| )как (?:(?:мне|нам|вас|тебя) )+(?:записать|подписать|назвать|указать|внести)(?: |$)/u, /^$/u],
];

/** What may come before the preposition: «Говорите с Ренатом», «Со мной, с Раисой». */
const openings =
  /^(?:да|ну|вы|а|это|говорите|разговариваете|общаетесь|запишите|пишите|записывайте|со|мной|меня|с|от|для|на|э|алло|[,.—–-])$/u;

/** The answer to «С кем я говорю?» in the case of the question: «С Валентиной», «От Тамары», «Тамарой запишите». */
export function readObliqueAnswer(index: NameIndex, line: Line, question: string): Introduction | null {
  const { tokens, speaker } = line;
  const mayTell = mayBe(line, hints.name | hints.surname | hints.capital) || question.includes('фамили');
  const asked =
    speaker === 'client' && mayTell ? questions.find(([pattern]) => pattern.test(question)) : undefined;
  if (asked === undefined) return null;
  for (let at = 0; at < Math.min(tokens.length, 6); at += 1) {
    if (stands(tokens, at, asked[1])) {
      const name = readFullName(index, tokens, at, 'known') ?? readShort(index, tokens, at);
      if (name !== null && !isNominative(index, tokens, name))
        return { line, name, of: 'speaker', strong: true };
      const surname =
        name === null && asked[1].source !== '^$' ? readSurname(tokens, at, /фамили/u.test(question)) : null;
      if (surname !== null) return { line, name: surname, of: 'speaker', strong: true };
    }
    if (!openings.test(tokens[at]?.lower ?? '')) return null;
  }
  return null;
}

/** «с верой» as the whole answer: in small letters it may be another word in a longer one. */
function readShort(index: NameIndex, tokens: readonly Token[], at: number): ReturnType<typeof readFullName> {
  const ends = tokens[at + 1] === undefined || tokens[at + 1]?.kind === 'mark';
  return ends && index.readExpected(tokens[at]).length > 0
    ? readFullName(index, tokens, at, 'expected')
    : null;
}

/** «На Гаврилову» as the whole answer. */
function readSurname(
  tokens: readonly Token[],
  at: number,
  isAsked: boolean,
): ReturnType<typeof readFullName> {
  const [token, next] = [tokens[at], tokens[at + 1]];
  const ends = next === undefined || next.kind === 'mark';
  if (token?.kind !== 'word' || !ends || isNoName(token) || token.lower.length < 3) return null;
  if (!isAsked && (!looksLikeSurname(token.lower) || isEveryday(token.lower))) return null;
  return { first: at, last: at, firstName: null, patronymic: null, surname: at };
}

function stands(tokens: readonly Token[], at: number, preposition: RegExp): boolean {
  const before = tokens[at - 1]?.text === ',' ? tokens[at - 2] : tokens[at - 1];
  if (preposition.test(before?.lower ?? '')) return true;
  // «Запишите Тамарой»
  return preposition.test('') && /^(?:запишите|пишите|записывайте|меня|просто)$/u.test(before?.lower ?? '');
}
