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
const mostReasons = 3;

/** Why the client buys less, as the client said it. */
export function findDeclineReasons(transcript: readonly PromptLine[]): DeclineReason[] {
  const found = new Map<string, DeclineReason>();
  for (const { speaker, text } of transcript) {
    if (speaker !== 'client' || found.size === mostReasons) continue;
    const lower = text.toLowerCase();
    for (const [type, stems] of Object.entries(types)) {
      if (found.has(type) || !stems.some((stem) => lower.includes(stem))) continue;
      found.set(type, {
        reason_type: type,
        reason_description: text.slice(0, 500),
        product_category: findCategory(lower),
      });
      break;
    }
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
