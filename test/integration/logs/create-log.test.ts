import { existsSync, mkdirSync, mkdtempSync, readdirSync, readFileSync, rmSync, symlinkSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';

import { afterEach, beforeEach, describe, expect, it } from 'vitest';

import type { Log, LogOptions } from '../../../src/clients/logs/create-log.ts';
import { createLog } from '../../../src/clients/logs/create-log.ts';
import type { LogEntry } from '../../../src/clients/logs/log-entry.ts';
import type { LogFields } from '../../../src/domain/ports.ts';

let directory: string;
let now: Date;
let console: string[];

beforeEach(() => {
  directory = mkdtempSync(join(tmpdir(), 'callq-log-'));
  now = new Date('2026-11-03T20:59:59Z');
  console = [];
});
afterEach(() => {
  rmSync(directory, { recursive: true });
});

function open(changes: Partial<LogOptions> & { readable?: boolean } = {}): Log {
  const { readable = false, ...options } = changes;
  return createLog({
    ...{ name: 'callq', level: 'debug' },
    console: { write: (text) => void console.push(text), readable },
    file: { directory, keepDays: 30, zone: 'Europe/Moscow' },
    origin: { department: 1, invocationId: 'one' },
    now: () => now,
    ...options,
  });
}

interface Line {
  readonly level: string;
  readonly msg: string;
  readonly [field: string]: unknown;
}
const parse = (text: string): Line[] =>
  text
    .split('\n')
    .filter((line) => line !== '')
    .map((line) => JSON.parse(line) as Line);
const readFile = (name: string): Line[] => parse(readFileSync(join(directory, name), 'utf8'));
const messages = (lines: readonly Line[]): string[] => lines.map(({ msg }) => msg);

describe('log files', () => {
  it('are one a day, and the day begins in the zone of the department', () => {
    const log = open();
    const { logger } = log;
    logger.info('before midnight');
    now = new Date('2026-11-03T21:00:01Z');
    logger.info('after midnight');
    log.close();
    expect(messages(readFile('callq-2026-11-03.log'))).toEqual(['before midnight']);
    expect(messages(readFile('callq-2026-11-04.log'))).toEqual(['after midnight']);
  });

  it('of another start on the same day go on', () => {
    for (const message of ['first', 'second']) {
      const log = open();
    const { logger } = log;
      logger.info(message);
      log.close();
    }
    expect(messages(readFile('callq-2026-11-03.log'))).toEqual(['first', 'second']);
  });

  it('are removed after so many days, and nothing else is', () => {
    const others = ['callq-2020-01-01.log.gz', 'callq-2-2020-01-01.log', 'other-2020-01-01.log', 'callq.log'];
    for (const name of [...others, 'callq-2026-10-02.log', 'callq-2026-10-03.log', 'callq-2026-10-04.log']) {
      writeFileSync(join(directory, name), '');
    }
    mkdirSync(join(directory, 'callq-2019-01-01.log'));
    open({ file: { directory, keepDays: 31, zone: 'Europe/Moscow' } }).close();
    const kept = ['callq-2019-01-01.log', 'callq-2026-10-03.log', 'callq-2026-10-04.log', 'callq-2026-11-03.log'];
    expect(readdirSync(directory).sort()).toEqual([...others, ...kept].sort());
  });

  it('that cannot be made are one warning', () => {
    writeFileSync(join(directory, 'plain'), '');
    const log = open({ file: { directory: join(directory, 'plain', 'logs'), keepDays: 1, zone: 'UTC' } });
    for (let line = 0; line < 5; line += 1) log.logger.info('a line');
    log.close();
    const lines = parse(console.join(''));
    expect(lines.filter(({ level }) => level === 'warn')).toHaveLength(1);
    expect(lines[0]?.msg).toContain('the log file in LOGGING_DIR cannot be written (ENOTDIR)');
    expect(lines).toHaveLength(6);
  });

  // The one device that is always full.
  it.skipIf(!existsSync('/dev/full'))('on a disk that fills up and has room again lack lines, which is said', () => {
    symlinkSync('/dev/full', join(directory, 'callq-2026-11-04.log'));
    const log = open();
    const { logger } = log;
    logger.info('room');
    now = new Date('2026-11-04T00:00:00Z');
    logger.info('full');
    logger.info('still full');
    now = new Date('2026-11-05T00:00:00Z');
    logger.info('room again');
    log.close();
    expect(messages(readFile('callq-2026-11-03.log'))).toEqual(['room']);
    const last = readFile('callq-2026-11-05.log');
    expect(messages(last)).toEqual(['room again', 'lines of this run are missing in the log file']);
    // Two lines and the warning about the first of them.
    expect(last[1]).toMatchObject({ level: 'warn', count: 3 });
    const warnings = parse(console.join('')).filter(({ level }) => level === 'warn');
    expect(messages(warnings)[0]).toContain('(ENOSPC)');
    expect(warnings).toHaveLength(2);
  });
});

describe('a line', () => {
  it('carries the run that it was written for, whoever wrote it, and the call that it says itself', async () => {
    const { logger } = open();
    const client = async (callId?: number): Promise<void> => {
      await new Promise((resolve) => setTimeout(resolve, 1));
      logger.warn('asking again', { status: 500, callId });
    };
    const run = logger.within({ day: '2026-11-03' }, async () => {
      await logger.within({ runId: '7' }, () => Promise.all([client(1), client(2), client()]));
      logger.info('between runs');
      throw new Error('a run that fails');
    });
    await expect(run).rejects.toThrow('a run that fails');
    logger.info('after all');
    const lines = parse(console.join(''));
    expect(lines.map(({ day, runId, callId }) => [day, runId, callId].map(String).join(' '))).toEqual([
      ...['2026-11-03 7 1', '2026-11-03 7 2', '2026-11-03 7 undefined'],
      ...['2026-11-03 undefined undefined', 'undefined undefined undefined'],
    ]);
    expect(lines.every(({ department, invocationId }) => department === 1 && invocationId === 'one')).toBe(true);
  });

  it('has no field that could carry content: others are left out, texts of another form are not shown', () => {
    const { logger } = open();
    const secret = 'MARKED +79120000031';
    const error = Object.assign(new Error(secret), { code: secret, response: secret });
    const planted = {
      ...{ err: error, error, body: secret, operatorName: secret, toString: secret },
      ...{ callId: secret, runId: secret, day: secret, stage: secret, failureClass: secret, status: error },
      ...{ attempt: [secret], delayMs: { secret }, count: secret, host: secret, model: secret, correlationId: secret },
    };
    for (const level of ['info', 'warn', 'error'] as const) {
      logger[level]('a line', planted as unknown as LogFields);
    }
    logger.debug('a line', { ...planted, operatorName: undefined } as unknown as LogFields);
    const text = [...console, readFileSync(join(directory, 'callq-2026-11-03.log'), 'utf8')].join('');
    expect(text).not.toContain('MARKED');
    expect(parse(console.join(''))[0]).toMatchObject({ failureClass: '(not shown)', callId: '(not shown)' });
  });

  it('names an operator at DEBUG only', () => {
    const { logger } = open();
    const fields = { callId: 1, operatorName: 'Орлова Ирина Павловна' };
    logger.debug('unknown', fields);
    logger.info('unknown', fields);
    expect(parse(console.join('')).map(({ operatorName }) => operatorName)).toEqual([
      ...['Орлова Ирина Павловна', undefined],
    ]);
  });

  it('is readable on a terminal, and cannot steer it', () => {
    const { logger } = open({ readable: true });
    logger.warn('a row \u001b[2Jof the sheet\u0007', { callId: 7 });
    const [text] = console;
    expect(text).toMatch(/^\[\d\d:\d\d:\d\d\] WARN: a row {1,2}\[2Jof the sheet/u);
    expect(text).toContain('callId: 7');
    // eslint-disable-next-line no-control-regex
    expect(text).not.toMatch(/[\u0007\u001b]/u);
  });

  it('is one line of bounded length, however long the message', () => {
    const { logger } = open();
    logger.info(`${'x'.repeat(100_000)}\nsecond line`);
    expect(console[0]!.length).toBeLessThan(3000);
    expect(console.join('').trimEnd()).not.toContain('\n');
  });
});

it('warnings and errors are handed on, with those of before somebody took them; other lines are not', () => {
  const log = open({ level: 'info' });
  const { logger } = log;
  logger.warn('early', { count: 1 });
  const kept: LogEntry[] = [];
  log.keepIn({ add: (entry) => void kept.push(entry) });
  logger.info('information');
  logger.error('late');
  expect(kept.map(({ level, message, fields }) => [level, message, fields])).toEqual([
    ['warn', 'early', { count: 1 }],
    ['error', 'late', {}],
  ]);
});
