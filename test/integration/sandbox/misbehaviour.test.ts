import { afterEach, describe, expect, it } from 'vitest';
import {
  startSandbox,
  type Sandbox,
  type SandboxOptions,
} from '../../../src/clients/sandbox/start-sandbox.ts';
import { checkListText, complete, goodCall, send } from './sandbox-client.ts';

const open: Sandbox[] = [];
afterEach(async () => {
  await Promise.all(open.splice(0).map((sandbox) => sandbox.close()));
});

async function start(misbehave: readonly string[], more: SandboxOptions = {}): Promise<Sandbox> {
  const sandbox = await startSandbox({ misbehave, ...more });
  open.push(sandbox);
  return sandbox;
}

interface Quote {
  speaker: string;
  text: string;
}

interface Evaluation {
  category: string;
  criterion: string;
  criterion_id?: string;
  score_given: unknown;
  quotes?: Quote[];
  not_applicable?: boolean;
}

const longCall = [
  'client: Алло, магазин Садовод слушает',
  'operator: Добрый день, меня зовут Марина, компания Уютный Двор',
  'operator: В ассортименте у нас новинки, могу предложить садовые лейки со скидкой десять процентов',
  'client: Нам бы ещё грабли и лопаты, покупатели постоянно спрашивают про них весной',
  'operator: Итак, договорились: оформляю заказ на сумму 48 500 рублей, доставка в четверг',
].join('\n');

interface Asked {
  readonly call?: string;
  readonly notes?: readonly string[];
  readonly more?: Readonly<Record<string, unknown>>;
}

async function ask(sandbox: Sandbox, { call = longCall, notes = [], more = {} }: Asked = {}) {
  const messages = [`${checkListText}\n\n${call}`, ...notes].map((content) => ({ role: 'user', content }));
  const { json } = await complete(sandbox, { model: 'callq-sandbox', messages, ...more });
  const answer = JSON.parse(json.choices[0]!.message.content) as { evaluations: Evaluation[] };
  return answer.evaluations;
}

const wellBehaved = async (asked: Asked = {}): Promise<Evaluation[]> => ask(await start([]), asked);
const misbehaved = async (kind: string, asked: Asked = {}): Promise<Evaluation[]> =>
  ask(await start([`${kind}@100%`]), asked);
const names = (evaluations: Evaluation[]): string[] => evaluations.map(({ criterion }) => criterion);
const bare = (text: string): string =>
  text
    .toLowerCase()
    .replaceAll('ё', 'е')
    .replaceAll(/[^а-я0-9]/gu, '');
const planted = (sandbox: Sandbox) => sandbox.statistics().llm.misbehaviour.planted;

describe('quotes', () => {
  it('are verbatim, and stand by every score above 0, when nothing is asked for', async () => {
    const speech =
      'КАТЕГОРИЯ: К\nКРИТЕРИЙ: Грамотная речь\nКОММЕНТАРИЙ: Без слов-паразитов\nМАКСИМАЛЬНЫЙ БАЛЛ: 4';
    for (const { quotes } of await wellBehaved({ call: `${speech}\n\n${longCall}` })) {
      expect(quotes!.length).toBeGreaterThan(0);
      for (const { speaker, text } of quotes!) expect(longCall).toContain(`${speaker}: ${text}`);
    }
  });

  it('are invented', async () => {
    for (const { quotes, score_given } of await misbehaved('invent-quote')) {
      expect(score_given).toBeGreaterThan(0);
      expect(quotes).toHaveLength(1);
      expect(longCall).not.toContain(quotes![0]!.text);
    }
  });

  it('are misheard, by so little that they are still known', async () => {
    for (const { quotes } of await misbehaved('distort-quote')) {
      const [{ speaker, text } = { speaker: '', text: '' }, ...others] = quotes!;
      expect(others).toEqual([]);
      expect(longCall).not.toContain(text);
      const alike = longCall.split('\n').filter((line) => {
        const said = bare(line.slice(line.indexOf(' ')));
        const heard = bare(text);
        const wrong = Array.from(said).filter((letter, place) => letter !== heard[place]).length;
        return line.startsWith(speaker) && said.length === heard.length && wrong > 0 && wrong <= 2;
      });
      expect(alike, text).toHaveLength(1);
    }
  });

  it('are put into the other one’s mouth', async () => {
    for (const { quotes, score_given } of await misbehaved('wrong-speaker')) {
      const [{ speaker, text } = { speaker: '', text: '' }] = quotes!;
      const said = speaker === 'client' ? 'operator' : 'client';
      expect(score_given).toBeGreaterThan(0);
      expect(longCall).toContain(`${said}: ${text}`);
      expect(longCall).not.toContain(`${speaker}: ${text}`);
    }
  });

  it('are missing', async () => {
    for (const { quotes, score_given } of await misbehaved('no-quote')) {
      expect(score_given).toBeGreaterThan(0);
      expect(quotes).toEqual([]);
    }
  });
});

describe('criteria', () => {
  it('are left out', async () => {
    expect(await misbehaved('leave-out')).toEqual([]);
  });

  it('are answered twice, with different scores', async () => {
    const [first, again, second, secondAgain] = await misbehaved('repeat');
    expect([again!.criterion_id, secondAgain!.criterion_id]).toEqual(['c1', 'c2']);
    expect([first!.criterion_id, second!.criterion_id]).toEqual(['c1', 'c2']);
    expect(first!.score_given).not.toBe(again!.score_given);
  });

  it('are renamed beyond recognition, each in another way, without an id', async () => {
    const renamed = await misbehaved('rename');
    const words = bare(names(await wellBehaved()).join(' '));
    for (const name of names(renamed)) {
      for (const word of name.split(' ')) {
        if (word.length > 4) expect(words).not.toContain(bare(word).slice(0, 5));
      }
    }
    expect(new Set(names(renamed)).size).toBe(2);
    expect(renamed.some((evaluation) => 'criterion_id' in evaluation)).toBe(false);
  });

  it('are renamed slightly, without an id', async () => {
    const good = await wellBehaved();
    const sorted = (name: string): string =>
      name
        .split(/[^\p{L}]+/u)
        .map(bare)
        .sort()
        .join('');
    for (const [place, evaluation] of (await misbehaved('near-rename')).entries()) {
      expect(evaluation.criterion).not.toBe(good[place]!.criterion);
      expect(sorted(evaluation.criterion)).toBe(sorted(good[place]!.criterion));
      expect(evaluation).not.toHaveProperty('criterion_id');
    }
  });
});

describe('scores', () => {
  const maxima = [5, 10.5];
  it.each([
    ['exceed', (score: unknown, maximum: number) => Number(score) > maximum],
    ['negative', (score: unknown) => Number(score) < 0],
    ['text-score', (score: unknown, maximum: number) => String(score).endsWith(`/${maximum}`)],
    ['string-score', (score: unknown) => typeof score === 'string' && !Number.isNaN(Number(score))],
    [
      'half-point',
      (score: unknown, maximum: number) => Number(score) % 1 === 0.5 && Number(score) <= maximum,
    ],
    ['not-applicable', (score: unknown) => score === null],
  ])('%s', async (kind, isSo) => {
    for (const [place, { score_given, not_applicable }] of (await misbehaved(kind)).entries()) {
      expect(isSo(score_given, maxima[place]!), String(score_given)).toBe(true);
      expect(not_applicable).toBe(kind === 'not-applicable' ? true : undefined);
    }
  });
});

describe('which criteria are hit', () => {
  const calls = Array.from({ length: 100 }, (_, number) => `${longCall}\nclient: Заявка номер ${number}`);
  const askAll = async (sandbox: Sandbox): Promise<string[][]> => {
    const answers: string[][] = [];
    for (const call of calls) answers.push((await ask(sandbox, { call })).map(({ criterion }) => criterion));
    return answers;
  };

  it('is a share of them, the same in whatever order calls come and when they are asked again', async () => {
    const sandbox = await start(['leave-out@20%']);
    const answers = await askAll(sandbox);
    const left = planted(sandbox)['leave-out']!.first;
    expect(left).toBe(200 - answers.flat().length);
    expect(left).toBeGreaterThan(20);
    expect(left).toBeLessThan(60);
    calls.reverse();
    expect((await askAll(sandbox)).reverse()).toEqual(answers);
    calls.reverse();
    expect(await askAll(await start(['leave-out@20%'], { seed: 2 }))).not.toEqual(answers);
  });

  it('keeps every kind’s share beside others, and no criterion meets two', async () => {
    const sandbox = await start(['leave-out@50%', 'text-score@50%']);
    for (const call of calls) {
      for (const { score_given } of await ask(sandbox, { call })) expect(score_given).toContain('/');
    }
    const { 'leave-out': left, 'text-score': text } = planted(sandbox);
    expect(left!.first + text!.first).toBe(200);
    expect(left!.first).toBeGreaterThan(70);
    expect(left!.first).toBeLessThan(130);
  });

  it('is with :once none any more after the first answer about a call', async () => {
    const sandbox = await start(['leave-out:once@100%']);
    expect(await ask(sandbox)).toHaveLength(0);
    expect(await ask(sandbox)).toHaveLength(2);
    expect(await ask(sandbox, { call: goodCall, notes: ['Повтори ответ.'] })).toHaveLength(2);
    await send(`${sandbox.urls.llm}/sandbox/reset`, { method: 'POST' });
    expect(await ask(sandbox)).toHaveLength(0);
  });

  it('is none in an answer that a fault of the gateway hits or that nobody could read', async () => {
    const faults = ['llm:fenced@#1', 'llm:truncate@#2'];
    const sandbox = await start(['leave-out:once@100%'], { faults });
    const body = {
      model: 'callq-sandbox',
      messages: [{ role: 'user', content: `${checkListText}\n\n${longCall}` }],
    };
    const fenced = await complete(sandbox, body);
    expect(fenced.json.choices[0]!.message.content).toContain('"evaluations":[{');
    await complete(sandbox, body);
    expect(sandbox.statistics().llm.misbehaviour.answers).toEqual({ first: 0, followUps: 0 });
    expect(await ask(sandbox)).toEqual([]);
    expect(planted(sandbox)).toEqual({ 'leave-out': { first: 2, followUps: 0 } });
  });
});

describe('a follow-up', () => {
  const note = 'Не хватает оценки критериев:\n- c2: Договорённость\nДай в evaluations только их.';

  it('that names criteria is answered for those alone', async () => {
    const sandbox = await start([]);
    expect(names(await ask(sandbox, { notes: [note] }))).toEqual(['Договорённость']);
    expect(names(await ask(sandbox, { notes: ['Ответ не был объектом JSON.'] }))).toHaveLength(2);
    expect(names(await ask(sandbox, { notes: ['- c9: Неизвестное'] }))).toHaveLength(2);
  });

  it('misbehaves as the first answer did, and is counted apart', async () => {
    const sandbox = await start(['text-score@100%', 'rename@0%']);
    await ask(sandbox);
    await ask(sandbox, { notes: [note] });
    const { json } = await send(`${sandbox.urls.llm}/sandbox/statistics`);
    expect(json).toMatchObject({
      misbehaviour: {
        answers: { first: 1, followUps: 1 },
        criteria: { first: 2, followUps: 1 },
        planted: { 'text-score': { first: 2, followUps: 1 }, rename: { first: 0, followUps: 0 } },
      },
    });
  });
});

describe('a schema', () => {
  const evaluation = (more: Readonly<Record<string, unknown>>) => ({
    type: 'object',
    additionalProperties: false,
    required: ['criterion_id', 'category', 'criterion', 'score_given', ...Object.keys(more)],
    properties: {
      criterion_id: { type: 'string', enum: ['c1', 'c2'] },
      category: { type: 'string', enum: ['Контакт', 'Финал'] },
      criterion: { type: 'string', enum: ['Приветствие и представление', 'Договорённость'] },
      score_given: { type: ['number', 'null'] },
      ...more,
    },
  });
  const format = (items: unknown) => ({
    response_format: {
      type: 'json_schema',
      json_schema: {
        name: 'verdict',
        strict: true,
        schema: {
          type: 'object',
          additionalProperties: false,
          required: ['is_sales_call', 'evaluations'],
          properties: { is_sales_call: { type: 'boolean' }, evaluations: { type: 'array', items } },
        },
      },
    },
  });
  const quotes = {
    type: 'array',
    maxItems: 1,
    items: {
      type: 'object',
      additionalProperties: false,
      required: ['speaker', 'text'],
      properties: { speaker: { type: 'string', enum: ['operator', 'client'] }, text: { type: 'string' } },
    },
  };
  const whole = format(evaluation({ quotes, not_applicable: { type: 'boolean' } }));

  it('with quotes and not_applicable is kept to', async () => {
    const [first] = await wellBehaved({ more: whole });
    expect(Object.keys(first!).sort()).toEqual([
      'category',
      'criterion',
      'criterion_id',
      'not_applicable',
      'quotes',
      'score_given',
    ]);
    expect(first).toMatchObject({ criterion_id: 'c1', not_applicable: false, score_given: 5 });
    expect(first!.quotes).toHaveLength(1);
    expect(longCall).toContain(`${first!.quotes![0]!.speaker}: ${first!.quotes![0]!.text}`);
  });

  it('that allows only some criteria is answered for those alone', async () => {
    const only = JSON.parse(
      JSON.stringify(whole).replace('["c1","c2"]', '["c2"]').replace('["Приветствие и представление",', '['),
    ) as typeof whole;
    const answer = await wellBehaved({ more: only, notes: ['Ответ не был объектом JSON.'] });
    expect(answer).toMatchObject([{ criterion_id: 'c2', criterion: 'Договорённость', score_given: 10.5 }]);
  });

  it('lets a criterion be not applicable where it has the field', async () => {
    const [first] = await misbehaved('not-applicable', { more: whole });
    expect(first).toMatchObject({ not_applicable: true, score_given: null, quotes: [] });
  });

  it('without these fields leaves nothing to plant there, and nothing is counted', async () => {
    const sandbox = await start(['invent-quote@40%', 'no-quote@30%', 'not-applicable@30%']);
    const more = format(evaluation({}));
    expect(await ask(sandbox, { more })).toEqual(await wellBehaved({ more }));
    expect(sandbox.statistics().llm.misbehaviour).toMatchObject({
      criteria: { first: 2 },
      planted: { 'invent-quote': { first: 0 }, 'no-quote': { first: 0 }, 'not-applicable': { first: 0 } },
    });
  });

  it('does not bind what is planted against it', async () => {
    expect(names(await misbehaved('rename', { more: whole }))).not.toContain('Договорённость');
    expect((await misbehaved('text-score', { more: whole }))[0]!.score_given).toBe('5/5');
  });
});
