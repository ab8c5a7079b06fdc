import { inclineFirstname, inclineLastname, inclineMiddlename } from 'lvovich';

import { comparable } from '../comparable.ts';
import { remember } from '../remember.ts';
import type { Word } from '../vocabulary.ts';

export type Gender = 'male' | 'female';

const cases = ['genitive', 'dative', 'accusative', 'instrumental', 'prepositional'] as const;

const incliners = { first: inclineFirstname, middle: inclineMiddlename, last: inclineLastname };

/**
 * The case forms of a first name that bends as nearly all do, the nominative first: lvovich needs twenty times as long for
 * the same, and there are 1,700. NULL of those with a vowel that falls out («Витёк», «Лев»).
 */
export function regularForms(name: string, gender: Gender): string[] | null {
  const lower = comparable(name);
  const [stem, end] = [lower.slice(0, -1), lower.slice(-1)];
  const bend = (endings: string): string[] => endings.split(' ').map((ending) => stem + ending);
  if (end === 'а') {
    const genitive = /[гкхжшчщ]$/u.test(stem) ? 'и' : 'ы';
    return bend(/[жшчщц]$/u.test(stem) ? `а ${genitive} е у ей ею` : `а ${genitive} е у ой ою`);
  }
  if (end === 'я') return bend(stem.endsWith('и') ? 'я и ю ей ею' : 'я и е ю ей ею');
  if (gender === 'female') return end === 'ь' ? bend('ь и ью') : [lower];
  if (end === 'ь') return bend('ь я ю ем е');
  if (end === 'й') return bend(stem.endsWith('и') ? 'й я ю ем и' : 'й я ю ем е');
  if (/[аеиоуыэю]/u.test(end)) return [lower];
  if (/(?:[ео]к|ев|ец|ел)$/u.test(lower) && !lower.endsWith('бек')) return null;
  return /[жшчщц]/u.test(end)
    ? [lower, ...['а', 'у', 'ем', 'е'].map((ending) => lower + ending)]
    : [lower, ...['а', 'у', 'ом', 'е'].map((ending) => lower + ending)];
}

/** All case forms of a name, the nominative first, in the form of comparisons. */
export function formsOf(part: keyof typeof incliners, nominative: string, gender: Gender): string[] {
  const incline = incliners[part];
  const forms = [nominative, ...cases.map((name) => incline(nominative, name, gender))];
  // «Ириною», «Натальею» beside «Ириной», «Натальей».
  const long = forms.filter((form) => /[оеё]й$/u.test(form)).map((form) => form.replace(/й$/u, 'ю'));
  return [...new Set([...forms, ...long].map(comparable))];
}

const patronymic =
  /^(\p{L}{2,}?(?:ович|евич|ич|ыч))(?:а|у|ем|ом|е)?$|^(\p{L}{2,}?(?:овн|евн|ичн|инишн|авн|ишн|альн))(?:а|ы|е|у|ой|ою)$/u;

/** The nominative of a patronymic, «Петровичу» → «петрович»; NULL for any other word. */
export const patronymicOf = remember(
  (lower): { readonly nominative: string; readonly gender: Gender } | null => {
    const found = patronymic.exec(lower);
    if (found === null) return null;
    const [, man, woman] = found;
    if (man !== undefined) return { nominative: man, gender: 'male' };
    return { nominative: `${woman ?? ''}а`, gender: 'female' };
  },
);

/** A patronymic in all its cases; it is worked out once. */
export const patronymicForms = remember((lower): readonly string[] => {
  const middle = patronymicOf(lower);
  return middle === null ? [] : formsOf('middle', middle.nominative, middle.gender);
});

const noPatronymic = /^(?:кирпич|магарыч|москвич)/u;
const endsLikePatronymic = remember(
  (lower) => /(?:[ое]вич|[ыь]ч|еич|[ое]вна|ична)$/u.test(lower) && !noPatronymic.test(lower),
);
const endsLikeShortPatronymic = remember(
  (lower) =>
    /(?:[аоеиьнл]ыч|^(?:кузьм|ильин|лук|фом|никит|савв)ич)$/u.test(lower) && !noPatronymic.test(lower),
);

/** «Иваныч», «Петрович»; with a small letter only the forms that nothing else has. */
export function isLonePatronymic({
  kind,
  lower,
  capital,
}: Pick<Word, 'kind' | 'lower' | 'capital'>): boolean {
  return kind === 'word' && (capital ? endsLikePatronymic : endsLikeShortPatronymic)(lower);
}

/** Words of everyday speech that end like a surname, or like a patronymic. */
const noSurnames = new Set(
  'готов готова готовы здоров здорова снова слов слова слово новая основа основ условия половина машина магазин один одна причина картина цена корзина резина малина витрина середина команда каков какова такова такой какой какая такая другая другой новый старый первый второй самый который которая сначала корова голова дрова завтра нужна важна основная главная большая хорошая хорошо низкая низкий высокий высокая русский русская московский московская городской городская женский женская мужской мужская детский детская розничный вина года цен один из льготная товаров заказов рублей часов клиентов вопросов готово таков здорово парикмахерская мастерская кондитерская диспетчерская канцелярская учительская закусочная складская аптекарская столярка бензин аспирин витамин термин бассейн кирпич москвич ключ'.split(
    ' ',
  ),
);

const surnameEnd =
  /(?:(?:ов|ев|ёв|ин|ын)(?:а|ой|у|ым|е|ы|ых)?|(?:ск|цк)(?:ий|ая|ого|ому|им|ом|ой|ую)|енко|[чщ]ук|\p{L}{2}[бвглмнрстдк]юк|дзе|швили|янц?|янов)$/u;

/** A word that by its ending is likely to be a surname, in whatever case. */
export const looksLikeSurname = remember(
  (lower) => lower.length >= 4 && surnameEnd.test(lower) && !noSurnames.has(lower),
);

/** All forms of a surname that was said in one of them, of the man and of the woman: «Корнеевой» → «корнеев», «корнеева» … */
export const surnameForms = remember((said): string[] => {
  const lower = comparable(said);
  const stem = /^(\p{L}{2,}?(?:ов|ев|ин|ын))(?:а|ой|у|ым|е|ою)?$/u.exec(lower)?.[1];
  if (stem !== undefined) return [...formsOf('last', stem, 'male'), ...formsOf('last', `${stem}а`, 'female')];
  const adjective = /^(\p{L}{2,}?(?:ск|цк))(?:ий|ая|ого|ому|им|ом|ой|ую)$/u.exec(lower)?.[1];
  if (adjective !== undefined) {
    return [...formsOf('last', `${adjective}ий`, 'male'), ...formsOf('last', `${adjective}ая`, 'female')];
  }
  return [...new Set([...formsOf('last', lower, 'male'), ...formsOf('last', lower, 'female')])];
});
