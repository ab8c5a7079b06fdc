import { pick, pickBetween, type Random } from '../random.ts';
import type { WallTime } from '../world/moscow-time.ts';
import { sayNumber } from './russian-numbers.ts';

const months = 'января февраля марта апреля мая июня июля августа сентября октября ноября декабря'.split(' ');
/** All of them take the same form of «процентов». */
const percents = ['5', '7', '8', '10', 'десять', '12', '15', 'пятнадцать', '17', '20', '25'];
const digitShare = 0.75;

/** Prices, counts and times: drawn anew every time, mostly in digits, sometimes in words. */
export class NumberSlots {
  readonly #random: Random;
  readonly #month: string;
  #lastPrice = 99;

  constructor(random: Random, start: WallTime) {
    this.#random = random;
    // Calls speak of dates near their own; a wall time is read as if it were UTC.
    this.#month = months[new Date(start).getUTCMonth()] ?? '';
  }

  /** The text of a slot, or `undefined` when it is no number. */
  fill(slot: string): string | undefined {
    const random = this.#random;
    switch (slot) {
      case 'price':
        this.#lastPrice = pickBetween(random, 4, 99) * 10 - 1;
        return random() < digitShare ? String(this.#lastPrice) : sayNumber(this.#lastPrice);
      // What the shop takes for goods of the price named last.
      case 'retail':
        return String(Math.round(this.#lastPrice * (0.13 + 0.06 * random())) * 10 - 1);
      case 'count':
        return random() < digitShare
          ? String(pickBetween(random, 2, 40) * 3)
          : sayNumber(pickBetween(random, 5, 120));
      case 'percent':
        return pick(random, percents);
      case 'small':
        return sayNumber(pickBetween(random, 2, 9));
      // Russian nouns take one form after three and four and another one after five to nine.
      case 'few':
        return pick(random, ['три', 'четыре']);
      case 'several':
        return sayNumber(pickBetween(random, 5, 9));
      case 'hour':
        return `${pickBetween(random, 9, 17)}:${pick(random, ['00', '15', '30', '45'])}`;
      case 'date':
        return `${pickBetween(random, 2, 28)} ${this.#month}`;
      default:
        return undefined;
    }
  }
}
