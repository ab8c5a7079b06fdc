/** What a word may be part of, as bits: one look at them spares the rules that have nothing to find. See classify-word.ts. */
export const hints = {
  /** A number word. */
  number: 1 << 0,
  digits: 1 << 1,
  /** «тысяча», «пара»: part of a number beside number words. */
  count: 1 << 2,
  /** It may stand between the parts of a number. */
  gap: 1 << 3,
  at: 1 << 4,
  domainEnd: 1 << 5,
  birth: 1 << 6,
  /** It says what a number is. */
  topic: 1 << 7,
  /** Kinds of places; `street` is part of a word for one. */
  street: 1 << 8,
  streetType: 1 << 9,
  otherType: 1 << 10,
  settlement: 1 << 11,
  house: 1 << 12,
  flat: 1 << 13,
  ordinal: 1 << 14,
  /** In small letters it may be the name of a street. */
  streetName: 1 << 15,
  asksForStreet: 1 << 16,
  asksForHouse: 1 << 17,
  /** Of an address is spoken. */
  address: 1 << 18,
  /** A first name in some case, also one that is an everyday word. */
  name: 1 << 19,
  /** A name is told before or after it. */
  cue: 1 << 20,
  /** A short first name or a patronymic by which somebody may be called. */
  called: 1 << 21,
  /** It may belong to a question for a name. */
  asksForName: 1 << 22,
  initial: 1 << 23,
  simply: 1 << 24,
  shop: 1 << 25,
  capital: 1 << 26,
  /** Where a name is told that may be in no list. */
  tellsName: 1 << 27,
  /** It ends like a surname. */
  surname: 1 << 28,
  /** «я», «ип» */
  myself: 1 << 29,
  /** «сорок», «девяностого»: part of a year in words. */
  decade: 1 << 30,
} as const;
