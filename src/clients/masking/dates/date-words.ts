import { remember } from '../remember.ts';
import { comparable } from '../comparable.ts';

const monthNames =
  'январь|января|январе февраль|февраля|феврале март|марта|марте апрель|апреля|апреле май|мая|мае июнь|июня|июне июль|июля|июле август|августа|августе сентябрь|сентября|сентябре октябрь|октября|октябре ноябрь|ноября|ноябре декабрь|декабря|декабре';

/** Month names in the forms of dates → 1 to 12. */
export const months: ReadonlyMap<string, number> = new Map(
  monthNames
    .split(' ')
    .flatMap((forms, index) => forms.split('|').map((form): [string, number] => [form, index + 1])),
);

const unitStems = 'перв втор трет четверт пят шест седьм восьм девят'.split(' ');
const teenStems =
  'десят одиннадцат двенадцат тринадцат четырнадцат пятнадцат шестнадцат семнадцат восемнадцат девятнадцат'.split(
    ' ',
  );
const tenStems = 'двадцат тридцат сороков пятидесят шестидесят семидесят восьмидесят девяност'.split(' ');

const ordinalStems: ReadonlyMap<string, number> = new Map([
  ...unitStems.map((stem, index): [string, number] => [stem, index + 1]),
  ...teenStems.map((stem, index): [string, number] => [stem, index + 10]),
  ...tenStems.map((stem, index): [string, number] => [stem, (index + 2) * 10]),
  ['двухтысячн', 2000],
]);

/** «пятого», «двадцатое», «третьего» → the number; NULL for any other word. */
export const readOrdinal = remember((word: string): number | null => {
  const lower = comparable(word);
  const stem = /^(\p{L}{3,}?)(?:ого|ое|ый|ой|ом|ему|ому|ьего|ье|ий|ьем|ьему|ых)$/u.exec(lower)?.[1];
  return stem === undefined ? null : (ordinalStems.get(stem) ?? null);
});
