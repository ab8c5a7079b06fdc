import { setTimeout as sleep } from 'node:timers/promises';

import { afterAll, beforeAll, describe, expect, it } from 'vitest';

import type { Disturbance } from '../support/faults/disturb-night.ts';
import type { FaultBench } from '../support/faults/fault-bench.ts';
import { openFaultBench, readOperatorsCsv } from '../support/faults/fault-bench.ts';
import { drawSome, faultSeed, seededRandom } from '../support/faults/fault-seed.ts';
import type { OwnCluster, SmallDisk } from '../support/faults/own-cluster.ts';
import { mountSmallDisk, startOwnCluster } from '../support/faults/own-cluster.ts';

const moments = 6;
const diskMegabytes = 240;

let cluster: OwnCluster;
let bench: FaultBench;
beforeAll(async () => {
  cluster = await startOwnCluster(await readOperatorsCsv());
  bench = await openFaultBench({ url: cluster.url, template: cluster.template });
  console.log(`FAULT_SEED=${faultSeed}`);
});
afterAll(async () => {
  await bench.close();
  await cluster.drop();
});

/** Statements at which something happens, in order; the last ones of a night are left out, nights differ by a few. */
function drawStatements(purpose: number, { steps }: FaultBench): number[] {
  const numbers = Array.from({ length: steps.statements - 3 }, (_, index) => index + 1);
  return drawSome(seededRandom(purpose), numbers, moments).sort((one, other) => one - other);
}

/** Something that happens to the server when so many statements were sent. */
function whenSent(
  statement: number,
  what: string,
  happen: () => Promise<void>,
  recover: () => Promise<void> = () => Promise.resolve(),
): Disturbance {
  let happening: Promise<void> | undefined;
  return {
    label: `statement ${statement}: ${what}`,
    losesUnstored: true,
    boundSeconds: 150,
    arrange: (rig) => {
      rig.sql.reset({
        onForwarded: (number) => {
          if (number === statement) happening = happen();
        },
      });
    },
    recover: async () => {
      await happening;
      await recover();
    },
  };
}

/** @param mostlyEnds how most of the disturbed runs end: proof that they were disturbed */
async function expectNoProblem(
  on: FaultBench,
  disturbances: readonly Disturbance[],
  mostlyEnds?: number,
): Promise<void> {
  const { problems, exitCodes } = await on.disturbAll(disturbances, 1);
  expect(problems).toEqual([]);
  if (mostlyEnds === undefined) return;
  const alike = exitCodes.filter((exitCode) => exitCode === mostlyEnds);
  expect([exitCodes, alike.length > disturbances.length / 2]).toEqual([exitCodes, true]);
}

describe('PostgreSQL itself in trouble: after one more run nothing is lost', () => {
  it('the server crashes and comes back during a run', async () => {
    await expectNoProblem(
      bench,
      drawStatements(11, bench).map((statement) =>
        whenSent(statement, 'crash', async () => {
          await cluster.crash();
          await sleep(300);
          await cluster.start();
        }),
      ),
    );
  });

  it('every connection in turn is terminated', async () => {
    const disturbances = Array.from({ length: bench.steps.connections }, (_, index): Disturbance => {
      let terminating: Promise<void> | undefined;
      return {
        label: `connection ${index + 1} terminated`,
        losesUnstored: true,
        arrange: (rig) => {
          let victim = 0;
          rig.sql.reset({
            onConnected: (connection, processId) => {
              if (connection === index + 1) victim = processId;
            },
            // A moment later, when it is idle or at work on something of its own.
            onAnswered: () => {
              if (victim !== 0) terminating ??= cluster.execute(`SELECT pg_terminate_backend(${victim})`);
            },
          });
        },
        recover: async () => {
          await terminating;
        },
      };
    });
    expect(disturbances.length).toBeGreaterThanOrEqual(2);
    await expectNoProblem(bench, disturbances);
  });

  it('the server becomes read-only during a run', async () => {
    const setReadOnly = async (action: string): Promise<void> => {
      await cluster.execute(`ALTER SYSTEM ${action}`);
      await cluster.execute('SELECT pg_reload_conf()');
    };
    await expectNoProblem(
      bench,
      drawStatements(12, bench).map((statement) =>
        whenSent(
          statement,
          'read-only',
          () => setReadOnly('SET default_transaction_read_only = on'),
          async () => {
            await setReadOnly('RESET default_transaction_read_only');
            await sleep(200); // The server reads its settings again in its own time.
          },
        ),
      ),
      2,
    );
  });

  it('a standby takes over that is not promoted yet', async () => {
    await expectNoProblem(
      bench,
      drawStatements(13, bench)
        .slice(0, 3)
        .map((statement) =>
          whenSent(
            statement,
            'standby',
            () => cluster.failOverToStandby(),
            () => cluster.promote(),
          ),
        ),
    );
  });
});

describe('a full disk: exit 2, and after one more run nothing is lost', async () => {
  const disk = await mountSmallDisk(diskMegabytes);
  afterAll(() => disk?.remove());

  it.skipIf(disk === null)('fills up at any statement (needs the right to mount a small disk)', async () => {
    await withClusterOn(disk!, async (small, onSmall) => {
      await expectNoProblem(
        onSmall,
        drawStatements(14, onSmall)
          .slice(0, 3)
          .map((statement) =>
            whenSent(
              statement,
              'disk full',
              () => {
                disk!.fill();
                return Promise.resolve();
              },
              async () => {
                await disk!.makeRoom();
                await small.start();
              },
            ),
          ),
        2,
      );
    });
  });
});

async function withClusterOn(
  { folder }: SmallDisk,
  use: (small: OwnCluster, onSmall: FaultBench) => Promise<void>,
): Promise<void> {
  const small = await startOwnCluster(await readOperatorsCsv(), folder);
  try {
    const onSmall = await openFaultBench({ url: small.url, template: small.template });
    try {
      await use(small, onSmall);
    } finally {
      await onSmall.close();
    }
  } finally {
    await small.drop();
  }
}
