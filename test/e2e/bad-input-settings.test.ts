import { readFile, writeFile } from 'node:fs/promises';
import { join } from 'node:path';

import { afterAll, beforeAll, describe, expect, it } from 'vitest';

import { readOutcome } from '../support/outcome.ts';
import { expectRefusal } from '../support/refusal.ts';
import type { SandboxNight } from '../support/sandbox-night.ts';
import { startNight } from '../support/sandbox-night.ts';

let night: SandboxNight;

beforeAll(async () => {
  night = await startNight({ calls: 20 });
  const prompt = await readFile(night.environment['PROMPT_FILE']!, 'utf8');
  const files: Record<string, string | Buffer> = {
    'unknown.txt': `${prompt}\nОценка: {score}`,
    'lone.txt': `{\n${prompt}`,
    'no-transcript.txt': prompt.replace('{transcription}', ''),
    'windows-1251.txt': Buffer.from([0xce, 0xf6, 0xe5, 0xed, 0xe8]),
    'a-file': '',
  };
  for (const [name, text] of Object.entries(files)) await writeFile(join(night.folder, name), text);
});
afterAll(() => night.end());

const checkList = 'REQUIREMENTS_SHEET_NAME_CHECK_LIST';
const instructions = 'REQUIREMENTS_SHEET_NAME_PROMPT_FOR_AI';

describe('before the first request to the model: exit 2, and what to mend', () => {
  it('a wrong password is tried once', async () => {
    const expected = { errorClass: 'login', messages: [/LOGIN and PASSWORD/] };
    await expectRefusal(night, { PASSWORD: 'wrong' }, expected);
    const paths = night.sandbox.statistics().tbank.requestsByPath;
    expect(paths).toEqual({ '/v2/bff-core-app/auth/session-start': 1 });
  });

  it.each<[string, Record<string, string>, string, RegExp[]]>([
    [
      'group not found',
      { AGENT_GROUP_NAME: 'Торговые' },
      'group',
      [/no group.*AGENT_GROUP_NAME.*"Торговые представители" \(id 77\)/],
    ],
    [
      'group found twice',
      { AGENT_GROUP_NAME: 'двойная группа ' },
      'group',
      [/2 groups.*AGENT_GROUP_NAME.*id 81.*id 82/],
    ],
    [
      'spreadsheet not shared',
      { REQUIREMENTS_SHEET_ID: '1CallQSandboxNotShared_000000000000000000003' },
      'sheet',
      [/share the spreadsheet with callq@sandbox\.iam\.gserviceaccount\.com/],
    ],
    [
      'uploaded Excel file',
      { REQUIREMENTS_SHEET_ID: '1CallQSandboxExcel_00000000000000000000000004' },
      'sheet',
      [/REQUIREMENTS_SHEET_ID is an uploaded Office file/],
    ],
    ['no such spreadsheet', { REQUIREMENTS_SHEET_ID: 'x' }, 'sheet', [/check REQUIREMENTS_SHEET_ID/]],
    [
      'both tabs missing',
      { [checkList]: 'Нет такого', [instructions]: "И 'этого' нет" },
      'sheet',
      [
        /"Нет такого".*REQUIREMENTS_SHEET_NAME_CHECK_LIST/,
        /"И 'этого' нет".*REQUIREMENTS_SHEET_NAME_PROMPT_FOR_AI/,
      ],
    ],
    ['score not a number', { [checkList]: 'Балл не число' }, 'sheet', [/"Балл не число".*row 3/]],
    ['duplicate criterion', { [checkList]: 'Повтор критерия' }, 'sheet', [/"Повтор критерия".*row 5/]],
    ['no criterion', { [checkList]: 'Без критериев' }, 'sheet', [/"Без критериев".*no criterion/]],
    ['empty check-list', { [checkList]: 'Пустой лист' }, 'sheet', [/"Пустой лист".*no criterion/]],
    [
      'unknown placeholder',
      { PROMPT_FILE: 'unknown.txt' },
      'prompt',
      [/PROMPT_FILE .*unknown\.txt.*line \d+.*\{score\}/],
    ],
    ['lone brace', { PROMPT_FILE: 'lone.txt' }, 'prompt', [/PROMPT_FILE .*line 1: a lone "\{"/]],
    ['no transcript', { PROMPT_FILE: 'no-transcript.txt' }, 'prompt', [/\{transcription\} is missing/]],
    ['another encoding', { PROMPT_FILE: 'windows-1251.txt' }, 'prompt', [/not UTF-8/]],
    ['no prompt file', { PROMPT_FILE: 'absent.txt' }, 'prompt', [/absent\.txt cannot be read: there is no/]],
    [
      'several things at once',
      { AGENT_GROUP_NAME: 'Нет', [checkList]: 'Балл не число', PROMPT_FILE: 'unknown.txt' },
      'prompt',
      [/AGENT_GROUP_NAME/, /row 3/, /\{score\}/],
    ],
  ])('%s', async (_name, changes, errorClass, messages) => {
    await expectRefusal(night, changes, { errorClass, messages });
  });

  it('no active operator: the import command is named', async () => {
    const { pool } = night.database;
    const { rows } = await pool.query<{ id: number }>(
      'UPDATE operators SET active = false WHERE department_id = 1 AND active RETURNING id',
    );
    const expected = { errorClass: 'no_operators', messages: [/callq operators import FILE\.csv/] };
    await expectRefusal(night, {}, expected);
    await pool.query('UPDATE operators SET active = true WHERE id = ANY ($1)', [rows.map(({ id }) => id)]);
  });

  it('an env file that is not there', async () => {
    const { exitCode, stdout, stderr } = await night.run(['run', '--env-file', 'absent.env']);
    // Node 20 to 26 look for an `--env-file` among the arguments of the program too, and end with 9 before it begins.
    expect([exitCode === 9 ? 2 : exitCode, stdout]).toEqual([2, '']);
    expect(stderr).toMatch(/absent\.env: not found|--env-file: the file cannot be read/);
  });
});

describe('what is no reason to stop', () => {
  it('a group without calls is an empty day', async () => {
    const { exitCode, day } = await night.runJson([], { AGENT_GROUP_NAME: 'Пустая группа' });
    expect([exitCode, day.listed]).toEqual([0, 0]);
  });

  it('a log folder that cannot be written is one warning, and after all of the above the night is like any other', async () => {
    const { exitCode, stderr } = await night.runJson([], { LOGGING_DIR: join('a-file', 'logs') });
    expect(exitCode).toBe(0);
    expect(stderr.match(/LOGGING_DIR/g)).toHaveLength(1);
    const other = await startNight({ calls: 20 });
    try {
      await other.runJson();
      expect(await readOutcome(night.database.pool)).toEqual(await readOutcome(other.database.pool));
    } finally {
      await other.end();
    }
  });
});
