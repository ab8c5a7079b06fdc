import { readFile, writeFile } from 'node:fs/promises';
import { join } from 'node:path';

import { afterAll, beforeAll, expect, it } from 'vitest';

import type { FailurePath } from '../support/failure-paths.ts';
import { hostilePaths, otherPaths } from '../support/failure-paths.ts';
import type { HostileServer } from '../support/hostile-server.ts';
import { startHostileServer } from '../support/hostile-server.ts';
import type { SandboxNight } from '../support/sandbox-night.ts';
import { someDay, startNight } from '../support/sandbox-night.ts';
import type { Secrets } from '../support/secrets.ts';
import { collectSecrets, findSecrets, readLogFiles } from '../support/secrets.ts';

/** As many databases as runs go on side by side. */
const lanes = 4;
let nights: SandboxNight[];
let secrets: Secrets;
/** Everything that the program wrote, and everything that was said to it. */
const written: string[] = [];
const said: string[] = [];

beforeAll(async () => {
  nights = await Promise.all(Array.from({ length: lanes }, () => startNight({ calls: 20 })));
  const [first] = nights;
  await first!.runJson();
  const marks = [
    ['MARKED', 'marked setting'],
    ['МАРКЕР', 'prompt'],
  ] as const;
  secrets = new Map([...(await collectSecrets({ ...first!, pool: first!.database.pool })), ...marks]);
  for (const night of nights) {
    const prompt = await readFile(night.environment['PROMPT_FILE']!, 'utf8');
    await writeFile(join(night.folder, 'prompt.txt'), `МАРКЕР ${prompt}`);
    await writeFile(join(night.folder, 'broken.txt'), `МАРКЕР {score} ${prompt}`);
    await writeFile(join(night.folder, 'key.json'), `MARKED ${night.environment['JSON_AUTH']!}`);
  }
});
afterAll(() => Promise.all(nights.map((night) => night.end())));

async function startHostile(
  night: SandboxNight,
  { service, place, shapes }: NonNullable<FailurePath['hostile']>,
): Promise<{ server: HostileServer; settings: Record<string, string> }> {
  const target = night.sandbox.urls[service === 'token' ? 'google' : service];
  const server = await startHostileServer(target, place, shapes);
  const address = server.url.origin;
  const key = JSON.parse(night.environment['JSON_AUTH']!) as object;
  const settings = {
    tbank: { TBANK_BASE_URL: address },
    llm: { LLM_BASE_URL: address },
    google: { GOOGLE_SHEETS_BASE_URL: address },
    token: { JSON_AUTH: JSON.stringify({ ...key, token_uri: `${address}/token` }) },
  }[service];
  return { server, settings };
}

/** One run; everything that it writes is collected. */
async function fail(night: SandboxNight, path: FailurePath): Promise<void> {
  const hostile = path.hostile === undefined ? null : await startHostile(night, path.hostile);
  await night.database.pool.query(`TRUNCATE calls, analyses, model_answers CASCADE; ${path.prepare ?? ''}`);
  const running = night.start(['run', '--date', someDay], {
    ...{ LOGGING_LEVEL: 'DEBUG', LOGGING_ON_DB: 'true', PROMPT_FILE: 'prompt.txt', LLM_CONCURRENCY: '4' },
    // Nobody listens there: what could not be told must not be told in the log.
    ...{ CALLQ_PING_URL: 'http://127.0.0.1:9/MARKED-check', TELEGRAM_BOT_TOKEN: '1:MARKED-token' },
    TELEGRAM_CHAT_ID: '1',
    TELEGRAM_BASE_URL: 'http://127.0.0.1:9',
    // Outages are many here, and waited out for less long.
    CALLQ_BREAKER_FAILURES: '3',
    // The test's own server asks for no password; a server that does has its own one in the URL.
    DATA_BASE: night.environment['DATA_BASE']!.replace(/^(postgresql:\/\/[^:@/]+)@/u, '$1:MARKED-database@'),
    ...hostile?.settings,
    ...path.settings,
  });
  if (path.signal !== undefined) {
    await running.seen(/talks to/);
    running.child.kill(path.signal);
  }
  const { exitCode, stdout, stderr } = await running.finished;
  await hostile?.server.close();
  await night.database.pool.query(path.restore ?? 'SELECT');
  said.push(...(hostile?.server.sent ?? []));
  written.push(`${path.name}, exit ${exitCode ?? 'unknown'}\n${stdout}\n${stderr}`);
  expect([path.name, exitCode === 0]).toEqual([path.name, path.name === 'nothing fails']);
}

it(
  'no password, token, key, phone number or transcript line in any log line, error or summary, on any failure path',
  { timeout: 300_000 },
  async () => {
    const waiting = [...hostilePaths, ...otherPaths];
    await Promise.all(
      nights.map(async (night) => {
        for (let path = waiting.shift(); path !== undefined; path = waiting.shift()) await fail(night, path);
      }),
    );
    for (const night of nights) {
      written.push(await readLogFiles(night.folder));
      const { rows } = await night.database.pool.query(
        `SELECT to_jsonb(runs) AS row FROM runs
       UNION ALL SELECT to_jsonb(ARRAY[reason, failure_stage, failure_class]) FROM call_ledger
       UNION ALL SELECT to_jsonb(log_entries) FROM log_entries`,
      );
      written.push(JSON.stringify(rows));
    }
    // The search can find something: all of it was said to the program.
    const heard = said.join('\n');
    for (const kind of ['password', 'key', 'token', 'phone number', 'transcript line', 'prompt']) {
      const these = new Map([...secrets].filter(([, name]) => name === kind));
      expect([kind, findSecrets(heard, these).length]).not.toEqual([kind, 0]);
    }
    const found = written.flatMap((text) =>
      findSecrets(text, secrets).map((secret) => `${text.slice(0, text.indexOf('\n'))}: ${secret}`),
    );
    expect(found).toEqual([]);
  },
);
