import { createRandom, mix, pick, pickBetween, shuffle, type Random } from '../random.ts';
import type { CallPlan } from '../world/call-plan.ts';
import { formatPhone, inventPhone, splitPhone } from '../world/client-phone.ts';
import { goods, type Goods } from './goods.ts';
import { NumberSlots } from './number-slots.ts';
import { sayDigits, writeThousands } from './russian-numbers.ts';
import type { FillSlot } from './template.ts';

const company = 'Уютный Двор';
const shopFirst =
  'Медный Зелёный Добрый Тихий Лесной Весёлый Старый Синий Ласковый Дачный Солнечный Бодрый Щедрый'.split(
    ' ',
  );
const shopSecond =
  'Чайник Огород Домовой Сундук Причал Дворик Колодец Шмель Ковш Сарайчик Уголок Погребок Пенёк'.split(' ');
const shopLatin =
  'chainik ogorod domovoy sunduk prichal dvorik kolodec shmel kovsh saray ugolok pogreb penek'.split(' ');
const womenNames =
  'Марина Светлана Галина Надежда Людмила Оксана Ирина Зоя Валентина Наталья Раиса Елена'.split(' ');
const womenFathers = 'Викторовна Павловна Степановна Юрьевна Ильинична Захаровна Олеговна Фёдоровна'.split(
  ' ',
);
const menNames = 'Виктор Геннадий Олег Руслан Борис Степан Игорь Вадим Анатолий Марат'.split(' ');
const menFathers = 'Семёнович Павлович Ильич Тарасович Юрьевич Андреевич Львович Захарович'.split(' ');
const surnames = 'Корнеев Лосев Мохов Тарасов Воробьёв Галкин Зуев Пахомов Седов Чижов'.split(' ');
const streets =
  'Садовая Лесная Заречная Полевая Кирпичная Луговая Вишнёвая Мельничная Озёрная Привокзальная'.split(' ');
const cities =
  'Заборск,Нижнелесье,Верхний Ключ,Озёрный,Красноборье,Тихореченск,Малый Яр,Липовец,Берёзовка'.split(',');
const weekdays = 'в понедельник,во вторник,в среду,в четверг,в пятницу,завтра,послезавтра'.split(',');
const rivals = 'Оптовик Плюс,Хозбаза Север,Дом и Грядка,Сотка Опт,Склад Двенадцать'.split(',');

/** What is invented once for a call and stays the same in all of its lines. */
export class CallFacts {
  readonly random: Random;
  readonly #plan: CallPlan;
  readonly #goods: readonly Goods[];
  readonly #shopPlace: number;
  readonly #shop: string;
  readonly #client: string;
  readonly #clientIsWoman: boolean;
  readonly #sum: number;
  readonly #day: string;
  readonly #address: string;
  readonly #email: string;
  readonly #inn: string;
  /** Values that stay the same inside an exchange, so that people repeat what they were told. */
  readonly #said = new Map<string, string>();
  #topic = 0;
  #mentioned = 0;
  readonly #numbers: NumberSlots;

  constructor(plan: CallPlan) {
    const random = createRandom(mix(plan.seed, 0xd1a1));
    this.random = random;
    this.#plan = plan;
    this.#goods = shuffle(random, goods).slice(0, 7);
    this.#shopPlace = pickBetween(random, 0, shopSecond.length - 1);
    this.#shop = `${pick(random, shopFirst)} ${shopSecond[this.#shopPlace] ?? ''}`;
    this.#clientIsWoman = random() < 0.7;
    this.#client = this.#clientIsWoman
      ? `${pick(random, womenNames)} ${pick(random, womenFathers)}`
      : `${pick(random, menNames)} ${pick(random, menFathers)}`;
    this.#sum = pickBetween(random, 40, 1900) * 50;
    this.#day = pick(random, weekdays);
    this.#numbers = new NumberSlots(random, plan.start);
    this.#address = `${pick(random, cities)}, улица ${pick(random, streets)}, дом ${pickBetween(random, 1, 120)}`;
    this.#email = `${shopLatin[this.#shopPlace] ?? 'zakaz'}${pickBetween(random, 10, 99)}@example.com`;
    this.#inn = `${pickBetween(random, 63, 78)}${pickBetween(random, 10_000_000, 99_999_999)}`;
  }

  /** A new exchange has goods, people and numbers of its own. */
  startExchange(): void {
    this.#said.clear();
    this.#topic = pickBetween(this.random, 0, this.#goods.length - 1);
  }

  /** Every turn of an exchange speaks of the same goods first, and of others after them. */
  startTurn(): void {
    this.#mentioned = 0;
  }

  /** The text of a slot; who does not know it is a mistake in a text. */
  readonly fill: FillSlot = (slot) => {
    const fixed = this.#fillFixed(slot);
    if (fixed !== undefined) return fixed;
    const number = this.#numbers.fill(slot);
    if (number !== undefined) return number;
    const known = this.#said.get(slot);
    if (known !== undefined) return known;
    const said = this.#invent(slot);
    this.#said.set(slot, said);
    return said;
  };

  /** What stays the same in the whole call, and goods. */
  #fillFixed(slot: string): string | undefined {
    const { operator } = this.#plan;
    switch (slot) {
      case 'company':
        return company;
      case 'me':
        return operator?.firstName ?? 'Илья';
      // Endings of the past tense: понял{мен} of the operator, видел{кли} of the client.
      case 'мен':
        return operator?.female === true ? 'а' : '';
      case 'енна':
        return operator?.female === true ? 'на' : 'ен';
      case 'кли':
        return this.#clientIsWoman ? 'а' : '';
      case 'shop':
        return this.#shop;
      case 'client':
        return this.#client;
      case 'clientName':
        return this.#client.split(' ')[0] ?? '';
      case 'sum':
        return writeThousands(this.#sum);
      case 'day':
        return this.#day;
      case 'address':
        return this.#address;
      case 'email':
        return this.#email;
      case 'inn':
        return this.#inn;
      default:
        return this.#fillGoods(slot);
    }
  }

  #fillGoods(slot: string): string | undefined {
    switch (slot) {
      case 'item':
        return this.#goods[0]?.plain;
      case 'ofItem':
        return this.#goods[0]?.genitive;
      case 'toItem':
        return this.#goods[0]?.dative;
      case 'goods':
        return this.#nextGoods()?.plain;
      case 'ofGoods':
        return this.#nextGoods()?.genitive;
      case 'toGoods':
        return this.#nextGoods()?.dative;
      default:
        return undefined;
    }
  }

  #nextGoods(): Goods | undefined {
    const chosen = this.#goods[(this.#topic + this.#mentioned) % this.#goods.length];
    this.#mentioned += 1;
    return chosen;
  }

  #invent(slot: string): string {
    const { random } = this;
    switch (slot) {
      case 'rival':
        return pick(random, rivals);
      case 'surname':
        return pick(random, surnames) + (this.#clientIsWoman ? 'а' : '');
      case 'order':
        return `${pickBetween(random, 11, 97)}-${pickBetween(random, 1000, 9999)}`;
      case 'phone':
        return formatPhone(inventPhone(pickBetween(random, 0, 1e6)), pickBetween(random, 0, 3));
      case 'spokenPhone':
        return `восемь ${splitPhone(inventPhone(pickBetween(random, 0, 1e6)))
          .map(sayDigits)
          .join(' ')}`;
      default:
        throw new Error(`unknown slot ${slot}`);
    }
  }
}
