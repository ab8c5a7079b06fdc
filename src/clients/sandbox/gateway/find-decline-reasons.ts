import { goods } from '../dialogues/goods.ts';
import type { PromptLine } from './read-prompt.ts';

export interface DeclineReason {
  readonly reason_type: string;
  readonly reason_description: string;
  readonly product_category: string | null;
}

const types: Readonly<Record<string, readonly string[]>> = {
  прекратил_закупки: [
    'больше не закуп',
    'больше не заказ',
    'закрыли магазин',
    'закрываемся',
    'перестали мы',
    'перестали брать',
  ],
  снижение_объемов: ['меньше берём', 'сократили', 'продажи упали', 'стали меньше', 'меньше заказыв'],
  проблемы_с_товаром: ['брак у вас', 'бракован', 'качество испорт', 'товар плохой', 'треснут', 'ломаются'],
  проблемы_с_сервисом: [
    'доставка подвела',
    'опоздал',
    'менеджер ваш',
    'не перезванивает',
    'сервис никакой',
    'документы вечно',
  ],
  'цены выше, чем у конкурентов': ['цены подняли', 'дорого стало', 'подорожал'],
};
/** Objections: reasons only when no order came of the call. */
const objections: Readonly<Record<string, readonly string[]>> = {
  снижение_объемов: ['склад забит', 'ставить некуда', 'не сезон', 'рано ещё', 'денег не тратит'],
  проблемы_с_товаром: ['пришли битые', 'были кривые'],
  высокая_цена: ['дорого', 'возит дешевле'],
  другой_поставщик: ['менять не хочу'],
  нет_денег: ['оборотки нет', 'денег нет'],
};
const mostReasons = 3;

/** Why the client buys less or nothing, as the client said it. */
export function findDeclineReasons(
  transcript: readonly PromptLine[],
  { ordered }: { readonly ordered: boolean },
): DeclineReason[] {
  const signs = [...Object.entries(types), ...(ordered ? [] : Object.entries(objections))];
  const found = new Map<string, DeclineReason>();
  let offered = '';
  for (const { speaker, text } of transcript) {
    const lower = text.toLowerCase();
    if (speaker !== 'client') offered = lower;
    if (speaker !== 'client' || found.size === mostReasons) continue;
    const sign = signs.find(
      ([type, stems]) => !found.has(type) && stems.some((stem) => lower.includes(stem)),
    );
    if (sign === undefined) continue;
    found.set(sign[0], {
      reason_type: sign[0],
      reason_description: text.slice(0, 500),
      product_category: findCategory(lower) ?? findCategory(offered),
    });
  }
  return [...found.values()];
}

function findCategory(lower: string): string | null {
  const named = goods.find(
    ({ plain, genitive, dative }) =>
      lower.includes(plain) || lower.includes(genitive) || lower.includes(dative),
  );
  return named?.category ?? null;
}
