import { remember, wordPattern, type WordPattern } from './remember.ts';
import { numberWords } from './numbers/number-words.ts';
import { hints, mayBe, type Line, type Token } from './speech.ts';

/** What a number is said to be. `area` is a town's dialling code; `code` is anything that is not personal: orders, articles, sums, bonus cards. */
export type Topic = 'phone' | 'area' | 'card' | 'passport' | 'snils' | 'inn' | 'code';

/** Numbers say themselves what they are by the word before them; these are the words, in the form of comparisons. */
const topicWords: readonly (readonly [Topic, WordPattern])[] = [
  [
    'phone',
    wordPattern(
      /^(?:телефон\p{L}*|тел|моб|мобил\p{L}*|сотов\p{L}*|звон(?:и|ю|я)\p{L}*|позвон(?:и|ю|я)\p{L}*|перезвон(?:и|ю|я)\p{L}*|дозвон(?:и|ю|я)\p{L}*|набер\p{L}*|набира\p{L}*|набрать|набрал\p{L}*|вотсап\p{L}*|ватсап\p{L}*|вацап\p{L}*|воцап\p{L}*|whatsapp|телеграм\p{L}*|телег[аеиу]|телегу|telegram|вайбер\p{L}*|viber|смс\p{L}*|sms|городско[йм]|стационарн\p{L}*|домашн\p{L}*|факс\p{L}*|phone|call|симк\p{L}*|трубк\p{L}*)$/u,
    ),
  ],
  [
    'card',
    wordPattern(
      /^(?:верн(?:ите|уть|ете|и)|перевед(?:ите|и|ете)|перевести|перевод|карт(?:а|ы|е|у|ой|очк\p{L}+)|сбербанк\p{L}*|тинькофф|виза|visa|mastercard|мастеркард\p{L}*)$/u,
    ),
  ],
  ['passport', wordPattern(/^(?:паспорт\p{L}*|загран\p{L}*|сери(?:я|и|ю|ей)|паспортн\p{L}*)$/u)],
  ['snils', wordPattern(/^(?:снилс\p{L}*|снилз|страхов(?:ой|ое|ого|ому|ую))$/u)],
  ['inn', wordPattern(/^(?:инн|иннн|инэнэн|инэн|иэнэн|иннэн|налогоплательщик\p{L}*)$/u)],
  [
    'code',
    wordPattern(
      /^(?:заказ(?:а|у|ом|е|ы|ов|ам)?|артикул\p{L}*|арт|код(?:а|у|ом|е|ы)?|накладн\p{L}*|счет(?:а|у|ом|е|ов)?|договор(?:а|у|ом|е|ы|ов)?|контракт\p{L}*|трек\p{L}*|посылк\p{L}*|отправлен\p{L}*|отправк\p{L}*|штрих\p{L}*|парти(?:я|и|ю|ей)|серийн\p{L}*|серийник\p{L}*|позици\p{L}*|модел\p{L}*|лот\p{L}{0,2}|заявк\p{L}*|обращени\p{L}*|тикет\p{L}*|брон\p{L}*|чек\p{L}{0,3}|полис\p{L}*|лицев\p{L}*|огрн\p{L}*|кпп|бик|окпо|октмо|оквэд|расчетн\p{L}*|корреспондентск\p{L}*|vin|вин|imei|имей|купон\p{L}*|промокод\p{L}*|сертификат\p{L}*|инвентарн\p{L}*|тендер\p{L}*|закупк\p{L}*|деклараци\p{L}*|сумм\p{L}*|цен(?:а|у|ы|е|ой)|стоит|стоимост\p{L}*|бонус\p{L}*|упд|акт|аккаунт\p{L}*|логин\p{L}*|пароль|парол\p{L}*|индекс\p{L}*|ссылочн\p{L}*|справочн\p{L}*|референ\p{L}*|поставк\p{L}*|каталог\p{L}*|rfid|sku|ску|номенклатур\p{L}*|рейс\p{L}*|идентификатор\p{L}*|id|айди|маркировк\p{L}*|изделия|лицензи\p{L}*|ключ|техпаспорт\p{L}*|птс|госномер\p{L}*|накопительн\p{L}*|оборот\p{L}*|выручк\p{L}*|тираж\p{L}*|контейнер\p{L}*|вагон\p{L}*|пломб\p{L}*|показани\p{L}*|счетчик\p{L}*|ean|гтин|gtin|айфон\p{L}*|iphone|самсунг\p{L}*|редми|смартфон\p{L}*)$/u,
    ),
  ],
];

const cardsOfShops = wordPattern(
  /^(?:лояльност\p{L}*|бонусн\p{L}*|скидочн\p{L}*|дисконтн\p{L}*|клубн\p{L}*|подарочн\p{L}*|постоянн\p{L}*|товара|клиента|накопительн\p{L}*|участника|проект\p{L}*|покупател\p{L}*|топливн\p{L}*)$/u,
);
const passportsOfThings = wordPattern(
  /^(?:на|издели\p{L}*|товар\p{L}*|качеств\p{L}*|безопасност\p{L}*|насос\p{L}*|прибор\p{L}*|оборудован\p{L}*|продукт\p{L}*|котл\p{L}*|техническ\p{L}*|объект\p{L}*|сделки|техник\p{L}*|станк\p{L}*|двигател\p{L}*|лифт\p{L}*|здани\p{L}*|устройств\p{L}*|агрегат\p{L}*|счетчик\p{L}*|проект\p{L}*|к)$/u,
);

const topicOfWord = remember((lower) => topicWords.find(([, pattern]) => pattern.test(lower))?.[0] ?? null);

/** It may say what a number is. */
export function isTopicWord(lower: string): boolean {
  return lower.startsWith('номер') || lower === 'код' || topicOfWord(lower) !== null;
}

/** What is sent to a phone does not tell what a number is. */
const sending =
  /^(?:(?:вы|при|по)?(?:слать|шлю|шлем|шлите)|отправить|отправлю|отправим|скинуть|скину|придет|приходит|направить)$/u;

/** What the word at this place says a number to be. */
function topicAt(tokens: readonly Token[], index: number): Topic | null {
  const token = tokens[index];
  if (token === undefined || !mayBe(token, hints.topic)) return null;
  if (token.lower.startsWith('номер') && isOwnNumber(tokens, index)) return 'phone';
  // «номер, куда выслать код»
  if (/^(?:код|чек|счет)$/u.test(token.lower) && sending.test(tokens[index - 1]?.lower ?? '')) return null;
  if (token.lower === 'код' && isDiallingCode(tokens, index)) return 'area';
  const topic = topicOfWord(token.lower);
  if (token.lower.startsWith('сери') && isOfPaper(tokens, index)) return 'code';
  if (topic !== 'card' && topic !== 'passport') return topic;
  const things = topic === 'card' ? cardsOfShops : passportsOfThings;
  const isThing = [tokens[index - 1], tokens[index + 1]].some(
    (near) => near !== undefined && things.test(near.lower) && !isOnSomebody(tokens, index),
  );
  return isThing ? 'code' : topic;
}

/** «паспорт на договор», «паспорт на руках» */
function isOnSomebody(tokens: readonly Token[], index: number): boolean {
  return (
    tokens[index + 1]?.lower === 'на' &&
    /^(?:договор|меня|мое|имя|руках|пропуск|доверенность|водителя|директора|себя|него|нее|оформление|анкету)$/u.test(
      tokens[index + 2]?.lower ?? '',
    )
  );
}

const papers = wordPattern(
  /^(?:деклараци\p{L}*|сертификат\p{L}*|накладн\p{L}*|полис\p{L}*|диплом\p{L}*|лицензи\p{L}*|талон\p{L}*|свидетельств\p{L}*|чек\p{L}{0,2}|обо[ия]\p{L}{0,2})$/u,
);

/** «сертификат серия 45 10»: any paper but a passport. */
function isOfPaper(tokens: readonly Token[], index: number): boolean {
  // «серия и номер накладной»
  const joined = tokens[index + 2]?.lower === 'номер' ? tokens[index + 3] : undefined;
  // «декларация у вас серия 0451»
  const before = tokens.slice(Math.max(0, index - 4), index);
  if (
    before.some(({ lower }) => papers.test(lower)) &&
    !before.some(({ lower }) => lower.startsWith('паспорт'))
  )
    return true;
  return [tokens[index - 1], tokens[index + 1], joined].some(
    (near) => near !== undefined && topicOfWord(near.lower) === 'code',
  );
}

/** «код 342 …», «код города 342 …» */
function isDiallingCode(tokens: readonly Token[], index: number): boolean {
  const next = tokens[index + 1];
  const after = /^(?:города|наш|региона|межгорода)$/u.test(next?.lower ?? '') ? tokens[index + 2] : next;
  return after === undefined || after.kind === 'digits' || numberWords.has(after.lower) || after.text === '(';
}

/** «мой номер 8 912 …», «на номер 7 912 …», but not «на номер заказа». */
function isOwnNumber(tokens: readonly Token[], index: number): boolean {
  if (!/^номер[уе]?$/u.test(tokens[index]?.lower ?? '')) return false;
  const next = tokens[index + 1];
  const before = tokens[index - 1]?.lower ?? '';
  const isLast = next === undefined || next.kind !== 'word' || numberWords.has(next.lower);
  return isLast && /^(?:на|мой|свой|другой|этот|тот|по|этому|моему|рабочий|личный)$/u.test(before);
}

/** A topic and how many words stand between it and the number. */
export interface NearTopic {
  readonly topic: Topic;
  readonly distance: number;
  /** It was said in a phrase before. */
  readonly asked?: boolean;
  /** It was said after the number. */
  readonly after?: boolean;
}

/** How far back, in tokens, a word still tells what a number is. */
const reach = 10;
/** «Паспорт у меня новый, прошлый договор был на старый. Пишите: …»: a passport is waited for longer. */
const passportReach = 16;

/** What follows a number: «это мой телефон», «номер заказа». */
export function topicAfter(tokens: readonly Token[], index: number): NearTopic | null {
  for (let at = index + 1, distance = 0; at < tokens.length && distance < 4; at += 1) {
    const token = tokens[at];
    if (token?.kind === 'digits' || token?.kind === 'opaque') return null;
    if (distance === 0 && /^(?:выдан|выдана|выданный)$/u.test(token?.lower ?? ''))
      return { topic: 'passport', distance, after: true };
    const topic = topicAt(tokens, at);
    if (topic !== null)
      return distance === 0 || isPointed(tokens, index) ? { topic, distance, after: true } : null;
    if (token?.kind === 'word') distance += 1;
  }
  return null;
}

/** «… это», «… мой»: what follows speaks of the number and begins nothing new. */
function isPointed(tokens: readonly Token[], index: number): boolean {
  return tokens.slice(index + 1, index + 4).some((token) => /^(?:это|вот|мой|наш|мои)$/u.test(token.lower));
}

/** All topics within reach before a place, the nearest first. A checksum tells which of them a number belongs to. */
export function topicsBefore(tokens: readonly Token[], index: number): NearTopic[] {
  const near: NearTopic[] = [];
  let distance = 0;
  for (let at = index - 1; at >= 0 && index - at <= passportReach; at -= 1) {
    const isFar = index - at > reach;
    if (isFar && (!mayBe(tokens[at], hints.topic) || tokens[at]?.lower.startsWith('паспорт') !== true))
      continue;
    const topic = topicAt(tokens, at);
    if (topic !== null && !near.some((known) => known.topic === topic)) near.push({ topic, distance });
    if (tokens[at]?.kind !== 'mark') distance += 1;
  }
  return near;
}

/**
 * What a phrase leaves open for the next one: «Продиктуйте номер карты». What is asked for goes before orders and sums
 * («паспорт для договора»), and an order number that has been said is no longer open.
 */
export function openTopics(line: Line): Topic[] {
  const { tokens } = line;
  const topics = topicsBefore(tokens, tokens.length).map(({ topic }) => topic);
  const personal = topics.filter((topic) => topic !== 'code');
  const isSaid = tokens.slice(-reach).some((token) => token.kind === 'digits');
  return topics.includes('code') && !isSaid ? [...personal, 'code'] : personal;
}
