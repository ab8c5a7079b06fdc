import { numberWords } from '../numbers/number-words.ts';
import type { Token } from '../speech.ts';

/** Words of spoken addresses → what they are in writing. */
const written: Readonly<Record<string, string>> = {
  собака: '@',
  собачка: '@',
  собачку: '@',
  эт: '@',
  at: '@',
  ат: '@',
  точка: '.',
  точку: '.',
  тчк: '.',
  dot: '.',
  тире: '-',
  дефис: '-',
  черточка: '-',
  минус: '-',
  нижнее: '',
  нижний: '',
  слитно: '',
  подчеркивание: '_',
  подчерк: '_',
  андерскор: '_',
  ру: 'ru',
  ком: 'com',
  орг: 'org',
  нет: 'net',
  мэйл: 'mail',
  мейл: 'mail',
  майл: 'mail',
  яндекс: 'yandex',
  джимейл: 'gmail',
  гмейл: 'gmail',
  рамблер: 'rambler',
  инбокс: 'inbox',
  лист: 'list',
  бк: 'bk',
  гугл: 'gmail',
  ',': '',
};

const latin: Readonly<Record<string, string>> = Object.fromEntries(
  'а:a б:b в:v г:g д:d е:e ж:zh з:z и:i й:y к:k л:l м:m н:n о:o п:p р:r с:s т:t у:u ф:f х:h ц:ts ч:ch ш:sh щ:sch ъ: ы:y ь: э:e ю:yu я:ya'
    .split(' ')
    .map((pair) => pair.split(':') as [string, string]),
);

/** The same for «иванов собака мэйл точка ру» and ivanov@mail.ru, as far as the usual transliteration goes. */
export function emailKey(tokens: readonly Token[]): string {
  return tokens
    .map(({ lower }) => written[lower] ?? numberWords.get(lower)?.value.toString() ?? lower)
    .join('')
    .replace(/[а-я]/gu, (letter) => latin[letter] ?? letter);
}
