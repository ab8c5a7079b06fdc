import type { Pool } from 'pg';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';

import { openDatabase, runStatement } from '../support/database-url.ts';
import { endWithin, runArgs } from '../support/faults/disturb-night.ts';
import type { FaultBench } from '../support/faults/fault-bench.ts';
import { openFaultBench } from '../support/faults/fault-bench.ts';
import type { FaultRig } from '../support/faults/fault-rig.ts';
import { startFaultRig } from '../support/faults/fault-rig.ts';
import type { Contents } from '../support/faults/read-contents.ts';
import { findDifferences, readContents } from '../support/faults/read-contents.ts';
import { copyDatabase, smallDay, smallDaySettings } from '../support/faults/small-day.ts';

let bench: FaultBench;
beforeAll(async () => {
  bench = await openFaultBench();
});
afterAll(() => bench.close());

async function withDatabase<T>(use: (name: string, pool: Pool) => Promise<T>): Promise<T> {
  const url = bench.server.url();
  const name = await copyDatabase(url, bench.server.template);
  const pool = openDatabase(url, name);
  try {
    return await use(name, pool);
  } finally {
    await pool.end();
    await runStatement(url, `DROP DATABASE ${name} WITH (FORCE)`);
  }
}

async function withRigOf<T>(department: 1 | 2, use: (rig: FaultRig) => Promise<T>): Promise<T> {
  const settings = smallDaySettings;
  const rig = await startFaultRig({ serverUrl: bench.server.url, sandbox: smallDay, settings, department });
  try {
    return await use(rig);
  } finally {
    await rig.close();
  }
}

describe('two runs at once', () => {
  it('of one department: one gives way with exit 3, the other leaves what a night alone leaves', async () => {
    await bench.withRig((rig) =>
      withDatabase(async (database, pool) => {
        await rig.reset();
        const both = [rig.start(database, runArgs), rig.start(database, runArgs)];
        const ends = await Promise.all(both.map((running) => endWithin(running, 60)));
        expect(ends.map(({ exitCode }) => exitCode).sort()).toEqual([0, 3]);
        expect(findDifferences(await readContents(pool), bench.reference.contents)).toEqual([]);
        expect(rig.paidAnswers()).toBe(bench.reference.paidAnswers);
      }),
    );
  });

  it('of one department, begun at each moment of the other: nothing is paid twice', async () => {
    await bench.withRig(async (rig) => {
      for (let answer = 1; answer <= bench.steps.llm; answer += 2) {
        await withDatabase(async (database, pool) => {
          await rig.reset();
          let second: ReturnType<typeof endWithin> | undefined;
          rig.proxies.llm.reset(undefined, {
            onAnswered: (number) => {
              if (number === answer) second = endWithin(rig.start(database, runArgs), 60);
            },
          });
          const first = await endWithin(rig.start(database, runArgs), 60);
          expect([first.exitCode, [0, 3].includes((await second)?.exitCode ?? -1)]).toEqual([0, true]);
          expect(findDifferences(await readContents(pool), bench.reference.contents)).toEqual([]);
          expect(rig.paidAnswers()).toBe(bench.reference.paidAnswers);
        });
      }
    });
  });

  it('of two departments: each leaves what it leaves alone, side by side in one database', async () => {
    await withRigOf(1, (one) =>
      withRigOf(2, async (two) => {
        const run = async (rig: FaultRig, database: string): Promise<void> => {
          const { exitCode, stderr } = await endWithin(rig.start(database, runArgs), 60);
          expect([exitCode, exitCode === 0 ? '' : stderr]).toEqual([0, '']);
        };
        const inTurn = await withDatabase(async (database, pool): Promise<Contents> => {
          await run(one, database);
          await run(two, database);
          return readContents(pool);
        });
        await withDatabase(async (database, pool) => {
          await Promise.all([one.reset(), two.reset()]);
          await Promise.all([run(one, database), run(two, database)]);
          const together = await readContents(pool);
          expect(together.length).toBeGreaterThan(bench.reference.contents.length * 1.5);
          expect(findDifferences(together, inTurn)).toEqual([]);
        });
      }),
    );
  });
});
