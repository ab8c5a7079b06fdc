import { expect, it } from 'vitest';

import { writeXlsx } from '../../../../src/clients/exports/write-xlsx.ts';
import type { ExportedCall } from '../../../../src/domain/exported-call.ts';
import { exportedCall } from '../../../support/exported-call.ts';

async function* endlessCalls(): AsyncGenerator<ExportedCall> {
  for (let callId = 1; ; callId += 1) yield await Promise.resolve(exportedCall({ callId }));
}

it('a workbook has a bound, which is told with a way out', async () => {
  await expect(writeXlsx(endlessCalls())).rejects.toThrow(/more than 20000 calls: .*csv/);
});
