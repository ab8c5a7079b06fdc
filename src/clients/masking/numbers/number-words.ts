/** How a number word joins the one before it: «девятьсот» + «двенадцать», «сорок» + «пять». */
type Magnitude = 'zero' | 'unit' | 'teen' | 'ten' | 'hundred';

export interface NumberWord {
  readonly value: number;
  readonly magnitude: Magnitude;
}

// Dictation is in the nominative; other forms and spellings are those that speech recognition really writes.
const units =
  'ноль|нуль|зеро один|одна|одно|единица|единичка два|две|двойка три|тройка четыре|четверка пять|пятерка шесть|шестерка семь|семерка восемь|восьмерка девять|девятка';
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
  ...entries('ноль|нуль|зеро', 'zero', () => 0),
  ...entries(teens, 'teen', (index) => 10 + index),
  ...entries(tens, 'ten', (index) => 20 + 10 * index),
  ...entries(hundreds, 'hundred', (index) => 100 + 100 * index),
]);

/** «два нуля», «три семёрки»: the digit that is repeated. */
export const repeatedDigits: ReadonlyMap<string, string> = new Map(
  'нуля|ноля|нулей единицы|единички двойки тройки четверки пятерки шестерки семерки восьмерки девятки'
    .split(' ')
    .flatMap((words, digit) => words.split('|').map((word): [string, string] => [word, String(digit)])),
);
