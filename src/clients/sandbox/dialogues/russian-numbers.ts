const units =
  'ноль один два три четыре пять шесть семь восемь девять десять одиннадцать двенадцать тринадцать четырнадцать пятнадцать шестнадцать семнадцать восемнадцать девятнадцать'.split(
    ' ',
  );
const tens = '- - двадцать тридцать сорок пятьдесят шестьдесят семьдесят восемьдесят девяносто'.split(' ');
const hundreds = '- сто двести триста четыреста пятьсот шестьсот семьсот восемьсот девятьсот'.split(' ');

/** A number from 0 to 999 in words. */
export function sayNumber(value: number): string {
  const words: string[] = [];
  const rest = value % 100;
  if (value >= 100) words.push(hundreds[Math.floor(value / 100)] ?? '');
  if (rest >= 20) {
    words.push(tens[Math.floor(rest / 10)] ?? '');
    if (rest % 10 > 0) words.push(units[rest % 10] ?? '');
  } else if (rest > 0 || value === 0) {
    words.push(units[rest] ?? '');
  }
  return words.join(' ');
}

/** A group of digits as it is dictated: `04` is «ноль четыре». */
export function sayDigits(digits: string): string {
  const zeros = /^0*/.exec(digits)?.[0].length ?? 0;
  const said = Array<string>(zeros).fill('ноль');
  if (zeros < digits.length) said.push(sayNumber(Number(digits)));
  return said.join(' ');
}

/** Thousands are set off by a space: `48 500`. */
export function writeThousands(value: number): string {
  return value < 10_000 ? String(value) : String(value).replace(/(\d{3})$/, ' $1');
}
