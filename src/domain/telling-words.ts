import { comparableText } from './clean-text.ts';
import { sayDigits, valueOfNumberWord } from './number-words.ts';

/** A word of a text that is compared with another text. */
export interface ComparableWord {
  /** Lower case, ё = е; a number is its value in digits, however it was said or written. */
  readonly text: string;
  /** What must be the same wherever two texts are only alike: a number, a month, a day, a negation; NULL for other words. */
  readonly telling: string | null;
}

/** The words of a text in their order, without punctuation; «25» is the two words that are said: «двадцать пять». */
export function readWords(text: string): readonly ComparableWord[] {
  const comparable = comparableText(text);
  if (comparable === '') return [];
  if (!/\d/.test(comparable)) return comparable.split(' ').map(readWord);
  return comparable
    .replace(thousandsGroups, (groups) => groups.replaceAll(' ', ''))
    .split(' ')
    .flatMap((word) => (/\d/.test(word) ? readDigits(word) : [readWord(word)]));
}

/** What two alike texts must have in common, in order. */
export function tellingOf(words: readonly ComparableWord[]): string {
  let telling = '';
  for (const word of words) if (word.telling !== null) telling += `${word.telling} `;
  return telling;
}

/** «120 000», as amounts are written, with no other number beside it. */
const thousandsGroups = /(?<![^ ])(?<!(?:^| )\d+ )\d{1,3}(?: \d{3})+(?![^ ])(?! \d+(?: |$))/g;

function readDigits(word: string): readonly ComparableWord[] {
  return sayDigits(word).map((said) => ({ text: said, telling: said }));
}

function readWord(word: string): ComparableWord {
  return known.get(word) ?? { text: word, telling: negationIn(word) ?? countIn(word) };
}

/** «двухлитровый», «пятипроцентный»: of how many. */
function countIn(word: string): string | null {
  if (word.length < shortestCounting) return null;
  const count = counting.exec(word)?.[1];
  return count === undefined ? null : (valueOfNumberWord.get(count) ?? null);
}

const shortestCounting = 8;
const counting =
  /^(двух|трех|четырех|(?:\p{L}{2,8}[нд]цат|\p{L}{3,6}десят|пят|шест|сем|восьм|девят|десят)и)\p{L}{4,}$/u;

const monthsAndDays = `
январ: ь я ю ем е
феврал: ь я ю ем е
март: _ а у ом е
апрел: ь я ю ем е
ма: й я ю ем е
июн: ь я ю ем е
июл: ь я ю ем е
август: _ а у ом е
сентябр: ь я ю ем е
октябр: ь я ю ем е
ноябр: ь я ю ем е
декабр: ь я ю ем е
понедельник: _ а у ом е и ов ам ами ах
вторник: _ а у ом е и ов ам ами ах
сред: а ы е у ой ам ами ах
четверг: _ а у ом е и ов ам ами ах
пятниц: а ы е у ей _ ам ами ах
суббот: а ы е у ой _ ам ами ах
воскресень: е я ю ем ям ями ях
воскресени: е я ю ем и
сегодня: _
завтра: _
послезавтра: _
вчера: _
позавчера: _
сегодняшн: ий яя ее его ему им ем ей юю ие их
завтрашн: ий яя ее его ему им ем ей юю ие их
вчерашн: ий яя ее его ему им ем ей юю ие их
`;

/** Numbers in words; months, days of the week, today and tomorrow in all their forms. */
const known: ReadonlyMap<string, ComparableWord> = new Map([
  ...[...valueOfNumberWord].map(([word, value]): [string, ComparableWord] => [
    word,
    { text: value, telling: value },
  ]),
  ...monthsAndDays
    .trim()
    .split('\n')
    .flatMap((line) => {
      const [stem = '', endings = ''] = line.split(': ');
      return endings
        .split(' ')
        .map((ending) => stem + ending.replace('_', ''))
        .map((word): [string, ComparableWord] => [word, { text: word, telling: stem }]);
    }),
]);

/** Words that begin with не, ни or без and deny nothing: «неделя», «несколько», «него». */
const denyingNothing =
  /^(?:не[еёй]|нем|нему|него|нею|нет(?:то|тип)\p{L}*|недел\p{L}*|несколь\p{L}*|некотор\p{L}*|необходим\p{L}*|неужели|нежн\p{L}*|нерв\p{L}*|нефт\p{L}*|немец\p{L}*|немк\p{L}*|неб(?:о|а|у|ом|ес\p{L}*)|нес(?:у|ет|ут|ем|ете|ти|ла|ло|ли)|некий|некая|некое|некие|бес(?:ед|есед|конечн)\p{L}*|безусловн\p{L}*)$/u;
/** Pronouns and adverbs with ни; other words only begin so: «ниже», «нитки», «нибудь». */
const denyingAltogether =
  /^ни(?:кто|кого|кому|кем|ком|что|чего|чему|чем|как|как(?:ой|ая|ое|ие|ого|ому|им|ом|ую|их|ими)|где|куда|откуда|когда|сколько|чей|чья|чье)$/u;

/** «недорого» denies what «дорого» says, like «не дорого». */
function negationIn(word: string): string | null {
  if (word[0] !== 'н' && word[0] !== 'б') return null;
  if (word === 'нет' || word === 'нету') return 'нет';
  if (word === 'ни' || denyingAltogether.test(word)) return 'ни';
  if (!word.startsWith('не') && !word.startsWith('без') && !word.startsWith('бес')) return null;
  if (denyingNothing.test(word)) return null;
  return word.startsWith('не') ? 'не' : 'без';
}
