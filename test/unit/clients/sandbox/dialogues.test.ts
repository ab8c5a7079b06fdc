import { describe, expect, it } from 'vitest';
import { ChatCompleter } from '../../../../src/clients/sandbox/gateway/complete-chat.ts';
import { officeCheckList, tradeCheckList } from '../../../../src/clients/sandbox/google/check-lists.ts';
import type { Tab } from '../../../../src/clients/sandbox/google/spreadsheets.ts';
import { renderTemplate, compileTemplate } from '../../../../src/clients/sandbox/dialogues/template.ts';
import { sayDigits, sayNumber } from '../../../../src/clients/sandbox/dialogues/russian-numbers.ts';
import { writeDialogue } from '../../../../src/clients/sandbox/dialogues/write-dialogue.ts';
import { decodeCallId, encodeCallId } from '../../../../src/clients/sandbox/world/call-id.ts';
import { CallPlanner, type CallPlan } from '../../../../src/clients/sandbox/world/call-plan.ts';

const day = 20_777;

function plansOf(department: 1 | 2, calls: number, seed = 1): CallPlan[] {
  const planner = new CallPlanner(seed, calls);
  return Array.from({ length: calls }, (_, index) => planner.plan({ department, day, index }));
}

const suitable = (plan: CallPlan): boolean => plan.kind === 'sales' || plan.kind === 'not-sales';
const linesOf = (plan: CallPlan): string[] =>
  writeDialogue(plan).map(({ speaker, text }) => `${speaker}: ${text}`);

function writeCheckList(tab: Tab): string {
  let category = '';
  const blocks: string[] = [];
  for (const [name, comment, maximum, conditions] of tab.slice(1)) {
    if (name !== undefined && maximum === undefined) category = String(name);
    else if (name !== undefined) {
      blocks.push(
        `КАТЕГОРИЯ: ${category}\nКРИТЕРИЙ: ${name}\nКОММЕНТАРИЙ: ${comment ?? ''}\nМАКСИМАЛЬНЫЙ БАЛЛ: ${maximum ?? ''}\nУСЛОВИЯ ОЦЕНКИ: ${conditions ?? ''}\n`,
      );
    }
  }
  return blocks.join('\n');
}

interface Scored {
  is_sales_call: boolean;
  evaluations: { score_given: number; max_score: number; reason: string }[];
}

function score(checkList: string, plan: CallPlan): Scored {
  const content = `Оцени.\n\n${checkList}\n\n${linesOf(plan).join('\n')}`;
  const body = JSON.stringify({ model: 'callq-sandbox', messages: [{ role: 'user', content }] });
  const answer = JSON.parse(new ChatCompleter().complete(body, undefined).body) as {
    choices: { message: { content: string } }[];
  };
  return JSON.parse(answer.choices[0]!.message.content) as Scored;
}

function percentage({ evaluations }: Scored): number {
  const sum = (field: 'score_given' | 'max_score') =>
    evaluations.reduce((total, one) => total + one[field], 0);
  return (100 * sum('score_given')) / sum('max_score');
}

/** Spearman's rank correlation. */
function rankCorrelation(one: number[], other: number[]): number {
  const ranks = (values: number[]) =>
    values.map((value) => {
      const below = values.filter((another) => another < value).length;
      const equal = values.filter((another) => another === value).length;
      return below + (equal - 1) / 2;
    });
  const [first, second] = [ranks(one), ranks(other)];
  const mean = (one.length - 1) / 2;
  const product = (left: number[], right: number[]) =>
    left.reduce((sum, rank, place) => sum + (rank - mean) * (right[place]! - mean), 0);
  return product(first, second) / Math.sqrt(product(first, first) * product(second, second));
}

describe.each([
  [1, writeCheckList(tradeCheckList)],
  [2, writeCheckList(officeCheckList)],
] as const)('department %i', (department, checkList) => {
  const plans = plansOf(department, 500).filter(suitable);

  it('has better calls score higher: rank correlation of hidden quality and percentage above 0.7', () => {
    const sales = plans.filter(({ kind }) => kind === 'sales');
    const scores = sales.map((plan) => percentage(score(checkList, plan)));
    expect(
      rankCorrelation(
        sales.map(({ quality }) => quality),
        scores,
      ),
    ).toBeGreaterThan(0.85);
    expect(Math.max(...scores) - Math.min(...scores)).toBeGreaterThan(70);
  });

  it('has sales recognised, and conversations about anything else as well', () => {
    const wrong = plans.filter((plan) => score(checkList, plan).is_sales_call !== (plan.kind === 'sales'));
    expect(wrong.map(({ id }) => id)).toEqual([]);
  });

  it('has an own detector for every criterion of its check-list', () => {
    const reasons = plans
      .filter(({ kind }) => kind === 'sales')
      .slice(0, 40)
      .flatMap((plan) => score(checkList, plan).evaluations.map(({ reason }) => reason));
    // Only the general impression knows this sign.
    expect(reasons.filter((reason) => reason.includes('внимание к словам клиента'))).toEqual([]);
  });

  it('has long conversations, 20 to 75 phrases and 1.5 to 8 KB', () => {
    for (const plan of plans) {
      const lines = linesOf(plan);
      expect(lines.length).toBeGreaterThanOrEqual(20);
      expect(lines.length).toBeLessThanOrEqual(75);
      const bytes = Buffer.byteLength(lines.join('\n'));
      expect(bytes).toBeGreaterThan(1500);
      expect(bytes).toBeLessThan(8192);
    }
  });
});

describe('a thousand transcripts of a day', () => {
  const transcripts = plansOf(1, 1700).filter(suitable).slice(0, 1000).map(linesOf);

  it('are pairwise distinct', () => {
    expect(transcripts).toHaveLength(1000);
    expect(new Set(transcripts.map((lines) => lines.join('\n'))).size).toBe(1000);
  });

  it('share few long lines', () => {
    const counts = new Map<string, number>();
    for (const line of transcripts.flatMap((lines) => [...new Set(lines)])) {
      if (line.length >= 80) counts.set(line, (counts.get(line) ?? 0) + 1);
    }
    const all = [...counts.values()].reduce((sum, count) => sum + count, 0);
    const shared = [...counts.values()].filter((count) => count > 1).reduce((sum, count) => sum + count, 0);
    expect(all).toBeGreaterThan(5000);
    expect(shared / all).toBeLessThan(0.1);
  });

  it('hold invented personal data: names, phones in digits and in words, e-mails, addresses', () => {
    const text = transcripts.flat().join('\n').toLowerCase();
    for (const pattern of [
      /меня зовут [а-яё]+/g,
      /(?:\+7|8|7)9\d{9}/g,
      /восемь девятьсот [а-я]+ [а-я ]+/g,
      /[a-z]+\d\d@example\.com/g,
      /улица [а-яё]+,? дом \d+/g,
      /\d\d-\d{4}/g,
      /сумму \d[\d ]+ рублей/g,
    ]) {
      expect(new Set(text.match(pattern)).size, String(pattern)).toBeGreaterThan(3);
    }
  });

  it('are of a recogniser: many without punctuation, with fillers', () => {
    const bare = transcripts.filter((lines) => lines.every((line) => !/[,?!]/.test(line)));
    expect(bare.length).toBeGreaterThan(400);
    expect(bare.length).toBeLessThan(800);
    expect(
      transcripts.filter((lines) => lines.some((line) => /: (ну|э|вот) /i.test(line))).length,
    ).toBeGreaterThan(800);
  });
});

describe('the pieces', () => {
  it('a call is a function of seed, day, department and index', () => {
    const [one, twin, other] = [plansOf(1, 100), plansOf(1, 100), plansOf(1, 100, 2)];
    expect(twin).toEqual(one);
    expect(other.map(({ quality }) => quality)).not.toEqual(one.map(({ quality }) => quality));
    expect(one.map(linesOf)).toEqual(twin.map(linesOf));
  });

  it('small days keep the shares, whatever their size', () => {
    for (const calls of [1, 7, 20, 50, 150, 333]) {
      const kinds = plansOf(2, calls).map(({ kind }) => kind);
      const sales = kinds.filter((kind) => kind === 'sales').length;
      expect(Math.abs(sales - 0.4 * calls)).toBeLessThanOrEqual(2);
    }
  });

  it('starts never decrease within a day', () => {
    const starts = plansOf(1, 2000).map(({ start }) => start);
    expect(starts.every((start, place) => place === 0 || start >= starts[place - 1]!)).toBe(true);
  });

  it('an id gives back its call', () => {
    const key = { department: 2, day, index: 19_999 } as const;
    expect(decodeCallId(encodeCallId(key))).toEqual(key);
    expect(decodeCallId(5)).toBeUndefined();
    expect(Number.isSafeInteger(encodeCallId({ ...key, day: 99_999, index: 999_999 }))).toBe(true);
  });

  it('numbers are said in Russian', () => {
    expect([0, 12, 40, 99, 417].map(sayNumber)).toEqual([
      'ноль',
      'двенадцать',
      'сорок',
      'девяносто девять',
      'четыреста семнадцать',
    ]);
    expect(sayDigits('04')).toBe('ноль четыре');
  });

  it('templates choose and fill, and refuse a lost bracket', () => {
    const template = compileTemplate('[а {x}|б [в|г]|]!');
    const texts = [0, 0.4, 0.9].map((value) =>
      renderTemplate(
        template,
        () => value,
        (slot) => `<${slot}>`,
      ),
    );
    expect(texts).toEqual(['а <x>!', 'б в!', '!']);
    expect(() => compileTemplate('[а|б')).toThrow(/bracket/);
  });
});
