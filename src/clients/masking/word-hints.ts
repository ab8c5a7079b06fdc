import { ats } from './emails/at-words.ts';
import { numberWords } from './numbers/number-words.ts';
import { remember } from './remember.ts';

/** What a word of a phrase may be part of: one look at it spares the rules that have nothing to find. */
export const hints = { number: 1, at: 2, domainEnd: 4, birth: 8, street: 16 } as const;

const birth = /рожд|роди|урожен|днюх|именинн|birth|born|^(?:dob|др|р)$/u;
const street = /ул|просп|пер|бульв|шоссе|наб|микро|мкр|алле|тракт|^(?:пр|б)$/u;
const domainEnd = /^(?:ру|ком|ru|com)$/u;

/** The hints of a word, added up. */
export const hintsOf = remember(
  (lower) =>
    (numberWords.has(lower) ? hints.number : 0) |
    (ats.has(lower) ? hints.at : 0) |
    (domainEnd.test(lower) ? hints.domainEnd : 0) |
    (birth.test(lower) ? hints.birth : 0) |
    (street.test(lower) ? hints.street : 0),
);
