/**
 * Forms of each number word, е for ё, as people say them and as speech recognition writes them: in every case, collective
 * («двое») and counted («двойка»). The value stands before the colon.
 */
const cardinals = `
0: ноль нуль ноля нуля нолю нулю нолем нулем ноле нуле ноли нули нолей нулей
1: один одна одно одну одной одною одного одному одним одном единица единицы единицу
2: два две двух двум двумя двое двоих двоим двоими дважды вдвое двойка двойки двойку
3: три трех трем тремя трое троих троим троими трижды втрое тройка тройки тройку
4: четыре четырех четырем четырьмя четверо четверых вчетверо четверка четверки четверку
5: пять пяти пятью пятеро пятерых впятеро пятерка пятерки пятерку
6: шесть шести шестью шестеро шестерых шестерка шестерки шестерку
7: семь семи семью семеро семерых семерка семерки семерку
8: восемь восьми восемью восьмью восьмерка восьмерки восьмерку
9: девять девяти девятью девятка девятки девятку
10: десять десяти десятью десяток десятка десятку десятком десятки десятков
20: двадцать двадцати двадцатью двацать
30: тридцать тридцати тридцатью трицать
40: сорок сорока
50: пятьдесят пятидесяти пятьюдесятью пейсят писят полсотни
60: шестьдесят шестидесяти шестьюдесятью шейсят шисят
70: семьдесят семидесяти семьюдесятью семдесят
80: восемьдесят восьмидесяти восемьюдесятью восьмьюдесятью восемдесят
90: девяносто девяноста
100: сто ста сотня сотни сотне сотню сотней сотен сотням сотнями
200: двести двухсот двумстам двумястами двухстах
300: триста трехсот тремстам тремястами трехстах
400: четыреста четырехсот четыремстам четырьмястами четырехстах
500: пятьсот пятисот пятистам пятьюстами пятистах пицот
600: шестьсот шестисот шестистам шестьюстами шестистах
700: семьсот семисот семистам семьюстами семистах семсот
800: восемьсот восьмисот восьмистам восемьюстами восьмистах восемсот
900: девятьсот девятисот девятистам девятьюстами девятистах
1000: тысяча тысячи тысяче тысячу тысячей тысячью тысяч тысячам тысячами тысячах тыс тыща тыщи тыщу тыщ
1000000: миллион миллиона миллиону миллионом миллионе миллионы миллионов миллионам миллионами млн
1000000000: миллиард миллиарда миллиарду миллиардом миллиарде миллиарды миллиардов млрд
1,5: полтора полторы полутора
1/2: половина половины половине половину половиной пол
1/3: треть трети третью
1/4: четверть четверти четвертью
`;
const teenStems = 'один две три четыр пят шест сем восем девят'.split(' ');

/** «пятый», «пятого», «пятой»: the stem of each ordinal, without its ending. */
const ordinals = `
0: нулев
1: перв
2: втор
4: четверт
5: пят
6: шест
7: седьм
8: восьм
9: девят
10: десят
20: двадцат
30: тридцат
40: сороков
50: пятидесят
60: шестидесят
70: семидесят
80: восьмидесят
90: девяност
100: сот
200: двухсот
300: трехсот
400: четырехсот
500: пятисот
600: шестисот
700: семисот
800: восьмисот
900: девятисот
1000: тысячн
`;
const ordinalEndings = 'ый ой ого ому ым ом ая ую ое ые ых ыми'.split(' ');
/** «третий» has endings of its own. */
const third = 'третий третья третье третьего третьему третьим третьем третьей третью третьи третьих третьими';

/** A number word in any case, ordinals too → its value in digits; two words of one value are the same number. */
export const valueOfNumberWord: ReadonlyMap<string, string> = new Map([
  ...listed(ordinals).flatMap(([stem, value]) =>
    ordinalEndings.map((ending): [string, string] => [stem + ending, value]),
  ),
  ...third.split(' ').map((word): [string, string] => [word, '3']),
  ...teenStems.flatMap((stem, index) => teenForms(stem, String(11 + index))),
  ...listed(cardinals),
]);

/** «тринадцать», «тринадцати», «тринадцатый»; recognised without its д as well. */
function teenForms(stem: string, value: string): [string, string][] {
  const endings = ['ь', 'и', 'ью', ...ordinalEndings];
  return endings.flatMap((ending) => [
    [`${stem}надцат${ending}`, value],
    [`${stem}нацат${ending}`, value],
  ]);
}

function listed(table: string): [string, string][] {
  return table
    .trim()
    .split('\n')
    .flatMap((line) => {
      const [value = '', words = ''] = line.split(': ');
      return words.split(' ').map((word): [string, string] => [word, value]);
    });
}

const largestSpelled = 999_999_999;

/**
 * A number in digits → the digits of its words as they are said: 25 is «двадцать пять», 120000 «сто двадцать тысяч». What is
 * no number to be said in one go (a leading zero, more than nine digits) is said as it stands.
 */
export function sayDigits(digits: string): readonly string[] {
  const value = Number(digits);
  if (!/^(?:0|[1-9]\d*)$/u.test(digits) || value > largestSpelled) return [digits];
  return value === 0 ? ['0'] : sayNumber(value);
}

function sayNumber(value: number): readonly string[] {
  for (const scale of [1_000_000, 1000]) {
    if (value < scale) continue;
    const count = Math.floor(value / scale);
    return [...(count === 1 ? [] : sayNumber(count)), String(scale), ...sayNumber(value % scale)];
  }
  const tens = value % 100 < 20 ? [value % 100] : [Math.floor((value % 100) / 10) * 10, value % 10];
  return [Math.floor(value / 100) * 100, ...tens].filter((part) => part > 0).map(String);
}
