import { mkdir, readdir, readFile, writeFile } from 'node:fs/promises';
import { join } from 'node:path';

import { afterAll, afterEach, beforeAll, beforeEach, describe, expect, it } from 'vitest';

import { holdLock } from '../support/hold-lock.ts';
import type { RequestHandler, TestServer } from '../support/http-server.ts';
import { sendJson, startHttpServer } from '../support/http-server.ts';
import type { SandboxNight } from '../support/sandbox-night.ts';
import { someDay, startNight } from '../support/sandbox-night.ts';
import { readLogFiles } from '../support/secrets.ts';

const token = '123456:MARKED-bot-token-0000000';
let night: SandboxNight;
let server: TestServer;
let settings: Record<string, string>;
let handle: RequestHandler;

beforeAll(async () => {
  night = await startNight({ calls: 20 });
  await mkdir(join(night.folder, 'metrics'));
});
afterAll(() => night.end());
beforeEach(async () => {
  handle = (_request, response) => {
    sendJson(response, 200, { ok: true });
  };
  server = await startHttpServer((request, response) => handle(request, response));
  settings = {
    CALLQ_PING_URL: `${server.url.origin}/ping/MARKED-check?kind=night`,
    CALLQ_NOTIFY_URL: `${server.url.origin}/hook/MARKED-hook?key=MARKED-key`,
    TELEGRAM_BASE_URL: server.url.origin,
    TELEGRAM_BOT_TOKEN: token,
    TELEGRAM_CHAT_ID: '-100200',
    CALLQ_METRICS_FILE: 'metrics/callq.prom',
  };
});
afterEach(() => server.close());

const run = ['run', '--date', someDay];
const bodiesOf = (start: string): string[] =>
  server.requests.filter(({ path }) => path.startsWith(start)).map(({ body }) => body);
const webhook = (): Record<string, unknown> => {
  const [body, ...others] = bodiesOf('/hook/');
  expect(others).toEqual([]);
  return JSON.parse(body!) as Record<string, unknown>;
};
const telegram = (): { chat_id: string; text: string } => {
  const [body, ...others] = bodiesOf(`/bot${token}/sendMessage`);
  expect(others).toEqual([]);
  return JSON.parse(body!) as { chat_id: string; text: string };
};
const rid = /&rid=([0-9a-f-]{36})$/u;
/** What stands behind the address of the check, in the order of the pings. */
const pings = (): string[] =>
  server.requests.flatMap(({ path }) => {
    const [, signal] = /^\/ping\/MARKED-check(.*)\?kind=night&rid=[0-9a-f-]{36}$/u.exec(path) ?? [];
    return signal ?? [];
  });
const readMetrics = (): Promise<string> => readFile(join(night.folder, 'metrics', 'callq.prom'), 'utf8');
const metricOf = (text: string, name: string, labels = ''): string | undefined =>
  text.split('\n').flatMap((line) => {
    const start = `${name}{department="1"${labels}} `;
    return line.startsWith(start) ? [line.slice(start.length)] : [];
  })[0];

/** One row of a query, all values as text. */
async function ask(query: string): Promise<Record<string, string>> {
  const { rows } = await night.database.pool.query<{ row: Record<string, string> }>(
    `SELECT to_jsonb(t) AS row FROM (${query}) AS t`,
  );
  const values: [string, unknown][] = Object.entries(rows[0]?.row ?? {});
  return Object.fromEntries(values.map(([key, value]) => [key, String(value)]));
}

const oneDecimal = (value: string): string => String(Math.round(Number(value) * 10) / 10).replace('.', ',');

describe('a night that went well', () => {
  it('is told to all of them, and every number is one of the database', async () => {
    const { exitCode } = await night.run(run, settings);
    expect(exitCode).toBe(0);
    expect(pings()).toEqual(['/start', '']);
    const invocations = server.requests.flatMap(({ path }) => rid.exec(path)?.[1] ?? []);
    const { invocation_id: invocationId } = await ask('SELECT invocation_id FROM runs');
    expect(invocations).toEqual([invocationId, invocationId]);

    const day = await ask(
      `SELECT listed, saved, saved + not_sales AS judged, failed, pending,
         100.0 * (saved + not_sales) / listed AS coverage FROM night_reconciliation`,
    );
    // BI says the same.
    const covered = await ask('SELECT analysed, coverage_percentage AS percentage FROM bi_coverage');
    expect(covered['analysed']).toBe(day['judged']);
    expect(Number(covered['percentage'])).toBeCloseTo(Number(day['coverage']));
    const average = await ask('SELECT avg(performance_percentage) AS average FROM calls');
    const cost = await ask('SELECT sum(cost_usd) AS cost FROM model_answers');
    const { rows: weakest } = await night.database.pool.query<Record<string, string>>(
      `SELECT category, criterion, 100 * avg(score / max_score) AS percentage, count(*) AS calls
       FROM call_evaluations WHERE state = 'scored' GROUP BY 1, 2 HAVING count(*) >= 5 ORDER BY 3, 4 DESC, 1, 2 LIMIT 3`,
    );
    const { chat_id: chat, text } = telegram();
    expect(chat).toBe('-100200');
    expect(text.split('\n')).toEqual([
      'CallQ, отдел 1: ✅ всё сделано',
      'День: 03.11.2026',
      `Звонков: ${day['listed']!}, проанализировано: ${day['judged']!}, из них с оценкой: ${day['saved']!}`,
      `Охват: ${oneDecimal(day['coverage']!)}\u00A0%`,
      `Средняя оценка: ${oneDecimal(average['average']!)}\u00A0%`,
      `Ошибок: ${day['failed']!}, осталось: ${day['pending']!}`,
      `Стоимость: ${String(Math.round(Number(cost['cost']) * 10_000) / 10_000).replace('.', ',')}\u00A0$ (песочница, деньги не списаны)`,
      'Слабые критерии:',
      ...weakest.map(
        (row) =>
          `• ${row['category']!} / ${row['criterion']!} — ${oneDecimal(row['percentage']!)}\u00A0%, звонков: ${row['calls']!}`,
      ),
    ]);

    const body = webhook();
    expect(body).toMatchObject({ invocationId, exitCode: 0, outcome: 'done', errorClass: null, text });
    expect(body['days']).toMatchObject([
      {
        balance: { listed: Number(day['listed']), saved: Number(day['saved']) },
        coverage: Number(day['judged']) / Number(day['listed']),
        weakestCriteria: { length: 3 },
      },
    ]);

    const metrics = await readMetrics();
    const actions = await ask('SELECT analysed, excluded, kept, input_tokens, output_tokens FROM runs');
    expect(metricOf(metrics, 'callq_run_calls', ',action="analysed"')).toBe(actions['analysed']);
    expect(metricOf(metrics, 'callq_run_calls', ',action="excluded"')).toBe(actions['excluded']);
    expect(metricOf(metrics, 'callq_run_tokens', ',kind="input"')).toBe(actions['input_tokens']);
    expect(metricOf(metrics, 'callq_run_tokens', ',kind="output"')).toBe(actions['output_tokens']);
    expect(metricOf(metrics, 'callq_day_calls_listed')).toBe(day['listed']);
    expect(Number(metricOf(metrics, 'callq_day_score_ratio'))).toBeCloseTo(Number(average['average']) / 100);
    expect(Number(metricOf(metrics, 'callq_day_coverage_ratio'))).toBeCloseTo(Number(day['coverage']) / 100);
    // Nobody is charged for what the sandbox answers.
    expect(metrics).not.toContain('callq_run_cost_usd');
  });

  it('names nobody and nothing that was said', async () => {
    await night.run(run, settings);
    const { rows } = await night.database.pool.query<{ text: string }>(
      `SELECT text FROM call_phrases WHERE length(text) > 15 UNION SELECT phone_number FROM calls
       UNION SELECT full_name FROM operators UNION SELECT operator_name FROM call_ledger WHERE operator_name <> ''
       UNION SELECT reason FROM call_evaluations WHERE length(reason) > 15 UNION SELECT id::text FROM calls`,
    );
    expect(rows.length).toBeGreaterThan(50);
    const told = [...server.requests.map(({ body }) => body), await readMetrics()].join('\n');
    expect(rows.filter(({ text }) => told.includes(text))).toEqual([]);
  });
});

describe('the end of a run', () => {
  it('with failures is a failure of the check: exit 1', async () => {
    const { exitCode } = await night.run([...run, '--force'], { ...settings, CALLQ_MAX_TOKENS: '1' });
    expect(exitCode).toBe(1);
    expect(pings()).toEqual(['/start', '/fail']);
    const reason = 'исчерпан собственный лимит расходов (CALLQ_MAX_TOKENS, CALLQ_MAX_COST_USD)';
    const line = `Отдел 1, код 1, ⚠️ закончено, но не всё удалось: ${reason}`;
    expect(bodiesOf('/ping/')).toEqual(['department 1', line]);
    expect(webhook()).toMatchObject({
      ...{ exitCode: 1, outcome: 'finished_with_failures', errorClass: 'over_budget' },
    });
    expect(telegram().text.split('\n').slice(0, 2)).toEqual([
      'CallQ, отдел 1: ⚠️ закончено, но не всё удалось',
      `Причина: ${reason}`,
    ]);
  });

  it('that could not begin is told with its class: exit 2', async () => {
    const before = metricOf(await readMetrics(), 'callq_run_last_success_timestamp_seconds');
    const { exitCode } = await night.run(run, { ...settings, PASSWORD: 'wrong' });
    expect(exitCode).toBe(2);
    expect(pings()).toEqual(['/start', '/fail']);
    expect(webhook()).toMatchObject({ exitCode: 2, outcome: 'could_not_run', errorClass: 'login', days: [] });
    expect(telegram().text.split('\n')).toEqual([
      'CallQ, отдел 1: ❌ запуск не начался или остановлен раньше времени',
      'Причина: вход в T-Bank',
      'Подробности — в журнале и в callq status.',
    ]);
    // The last success stays where it was, and there are no numbers of a day that was not begun.
    const metrics = await readMetrics();
    expect(before).toMatch(/^\d+\.?\d*$/u);
    expect(metricOf(metrics, 'callq_run_last_success_timestamp_seconds')).toBe(before);
    expect(metricOf(metrics, 'callq_run_exit_code')).toBe('2');
    expect(metrics).not.toMatch(/callq_day|callq_run_calls/u);
  });

  it.each([
    ['a setting is wrong', { CHECK_DAY_AGO: 'yesterday' }],
    ['a secret file cannot be read', { PASSWORD: '', PASSWORD_FILE: 'missing.txt' }],
    ['one of who is told is wrong', { CALLQ_METRICS_FILE: 'metrics/callq.txt' }],
  ])('is told although %s', async (_what, wrong: Record<string, string>) => {
    const { exitCode } = await night.run(run, { ...settings, ...wrong });
    expect(exitCode).toBe(2);
    expect(pings()).toEqual(['/fail']);
    expect(webhook()).toMatchObject({ department: 1, errorClass: 'settings' });
    expect(telegram().text).toContain('Причина: ошибка в настройках');
  });

  it('that gave way to another run is no failure of the check: exit 3', async () => {
    const before = await readMetrics();
    const lock = await holdLock(night.database.connectionString, 1);
    try {
      const { exitCode } = await night.run(run, settings);
      expect(exitCode).toBe(3);
    } finally {
      await lock.release();
    }
    expect(pings()).toEqual([]);
    expect(await readMetrics()).toBe(before);
    expect(webhook()).toMatchObject({ exitCode: 3, outcome: 'another_run' });
    expect(telegram().text).toContain('уступил место');
  });

  it.each(['SIGINT', 'SIGTERM'] as const)(
    'by %s is told, and nobody who hangs holds it up',
    async (signal) => {
      handle = (request, response) => {
        // The webhook never answers.
        if (!request.path.startsWith('/hook/')) sendJson(response, 200, {});
      };
      const slow = await startNight({ calls: 20, latency: ['llm=constant:3000'] });
      try {
        const running = slow.start(run, { ...settings, CALLQ_METRICS_FILE: '' });
        await running.seen(/T-Bank listed/u);
        running.child.kill(signal);
        const { exitCode, stderr } = await running.finished;
        const code = signal === 'SIGINT' ? 130 : 143;
        expect(exitCode).toBe(code);
        expect(pings()).toEqual(['/start', '/fail']);
        expect(webhook()).toMatchObject({ exitCode: code, outcome: 'interrupted' });
        expect(telegram().text).toContain(`запуск прерван (${signal})`);
        expect(stderr).toMatch(/"failureClass":"timeout".*"CALLQ_NOTIFY_URL: nobody could be told/u);
      } finally {
        await slow.end();
      }
    },
  );

  it('of a dry run is told to nobody', async () => {
    const before = await readMetrics();
    expect((await night.run([...run, '--dry-run'], settings)).exitCode).toBe(0);
    expect(server.requests).toEqual([]);
    expect(await readMetrics()).toBe(before);
  });
});

describe('a failing notification', () => {
  const everyone = ['CALLQ_PING_URL', 'CALLQ_NOTIFY_URL', 'TELEGRAM_BOT_TOKEN'];

  /** Settings that a run warned about, each as often as it did; nothing secret may stand in what it wrote. */
  async function warnedOf(changes: Record<string, string>): Promise<{ named: string[]; stderr: string }> {
    const { exitCode, stdout, stderr } = await night.run(run, { ...settings, ...changes });
    expect(exitCode).toBe(0);
    const { rows } = await night.database.pool.query<{ row: string }>(
      'SELECT log_entries::text AS row FROM log_entries',
    );
    const written = [stdout, stderr, await readLogFiles(night.folder), ...rows.map(({ row }) => row)].join(
      '\n',
    );
    expect(written).not.toMatch(/MARKED|sendMessage|123456:/u);
    return {
      named: [...stderr.matchAll(/"msg":"(\w+): nobody could be told/gu)].map(([, name]) => name!),
      stderr,
    };
  }

  it.each([
    ['refuses', 404],
    ['sends elsewhere', 302],
  ])('that %s is one warning, not tried again and not followed', async (_what, status) => {
    handle = (_request, response) => {
      sendJson(response, status, {}, { location: `${server.url.origin}/elsewhere` });
    };
    const { named, stderr } = await warnedOf({ LOGGING_ON_DB: 'true' });
    expect(named.sort()).toEqual(everyone.sort());
    expect(stderr).toContain(`"failureClass":"http_${status}"`);
    // Start and end of the check, webhook, Telegram, each once.
    expect(server.requests.map(({ path }) => path.split('/')[1]).sort()).toEqual([
      ...['bot123456:MARKED-bot-token-0000000', 'hook', 'ping', 'ping'],
    ]);
  });

  it('that fails once is tried again', async () => {
    const failed = new Set<string>();
    handle = ({ path }, response) => {
      const first = !failed.has(path);
      failed.add(path);
      sendJson(response, first ? 503 : 200, {}, { 'retry-after': '0' });
    };
    expect((await warnedOf({ CALLQ_METRICS_FILE: '' })).named).toEqual([]);
    expect(bodiesOf('/hook/')).toHaveLength(2);
  });

  it('that cannot be reached is given up after three tries', async () => {
    await server.close();
    expect((await warnedOf({})).named.sort()).toEqual(everyone.sort());
    server = await startHttpServer(() => undefined);
  });

  it('that cannot be written leaves nothing behind', async () => {
    await writeFile(join(night.folder, 'plain'), '');
    expect((await warnedOf({ CALLQ_METRICS_FILE: 'plain/callq.prom' })).named).toEqual([
      'CALLQ_METRICS_FILE',
    ]);
    expect(await readdir(join(night.folder, 'metrics'))).toEqual(['callq.prom']);
  });

  it('whose bot has no chat is said, and nothing is sent', async () => {
    const { stderr } = await warnedOf({ TELEGRAM_CHAT_ID: '' });
    expect(stderr).toContain('TELEGRAM_BOT_TOKEN and TELEGRAM_CHAT_ID need each other');
    expect(bodiesOf('/bot')).toEqual([]);
  });
});

it('addresses and token can come from files', async () => {
  const files: Record<string, string> = {};
  for (const name of ['CALLQ_PING_URL', 'CALLQ_NOTIFY_URL', 'TELEGRAM_BOT_TOKEN']) {
    await writeFile(join(night.folder, name), `${settings[name]!}\n`);
    files[`${name}_FILE`] = name;
    files[name] = '';
  }
  expect((await night.run(run, { ...settings, ...files })).exitCode).toBe(0);
  expect(pings()).toEqual(['/start', '']);
  expect([bodiesOf('/hook/').length, bodiesOf(`/bot${token}/`).length]).toEqual([1, 1]);
});
