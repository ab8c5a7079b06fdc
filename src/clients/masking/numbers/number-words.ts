/** How a number word joins the one before it: «девятьсот» + «двенадцать», «сорок» + «пять». */
type Magnitude = 'zero' | 'unit' | 'teen' | 'ten' | 'hundred' | 'thousand';

export interface NumberWord {
  readonly value: number;
  readonly magnitude: Magnitude;
}

// Dictation is in the nominative; other forms and spellings are those that speech recognition really writes.
const units =
  'ноль|нуль|нолик|зеро один|одна|одно|единица|единичка два|две|двойка|двоечка три|тройка|троечка четыре|четверка|четверочка пять|пятерка|пятерочка шесть|шестерка|шестерочка семь|семерка|семерочка восемь|восемь|восьмерка|восьмерочка девять|девятка|девяточка';
const teens =
  'десять одиннадцать двенадцать тринадцать четырнадцать пятнадцать|пятнадцат шестнадцать семнадцать восемнадцать девятнадцать';
const tens =
  'двадцать|двацать тридцать|трицать сорок пятьдесят|пейсят|писят шестьдесят|шисят|шейсят семьдесят|семдесят восемьдесят|восемдесят девяносто';
const hundreds =
  'сто двести триста четыреста пятьсот|пицот шестьсот семьсот|семсот восемьсот|восемсот девятьсот';

function entries(
  words: string,
  magnitude: Magnitude,
  value: (index: number) => number,
): [string, NumberWord][] {
  return words
    .split(' ')
    .flatMap((spellings, index) =>
      spellings.split('|').map((word): [string, NumberWord] => [word, { value: value(index), magnitude }]),
    );
}

/** Cardinal number words up to nine hundred. */
export const numberWords: ReadonlyMap<string, NumberWord> = new Map([
  ...entries(units, 'unit', (index) => index),
  ...entries('ноль|нуль|нолик|зеро', 'zero', () => 0),
  ...entries(teens, 'teen', (index) => 10 + index),
  ...entries(tens, 'ten', (index) => 20 + 10 * index),
  ...entries(hundreds, 'hundred', (index) => 100 + 100 * index),
]);

/** «тысяча сто одиннадцать» is 1111. Counts as a number only between other numbers. */
export const thousand: NumberWord = { value: 1000, magnitude: 'thousand' };
export const thousandWords: ReadonlySet<string> = new Set(['тысяча', 'тысячи', 'тысяч']);

/** «два нуля», «три семёрки»: the digit that is repeated. */
export const repeatedDigits: ReadonlyMap<string, string> = new Map(
  'нуля|ноля|нулей|нолей|нолика|ноликов единицы|единички|единиц двойки|двоечки|двоек тройки|троечки|троек четверки|четверочки|четверок пятерки|пятерочки|пятерок шестерки|шестерочки|шестерок семерки|семерочки|семерок восьмерки|восьмерочки|восьмерок девятки|девяточки|девяток'
    .split(' ')
    .flatMap((words, digit) => words.split('|').map((word): [string, string] => [word, String(digit)])),
);
