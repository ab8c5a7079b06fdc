import { compareChecklists } from '../domain/checklist-diff.ts';
import { lintChecklist } from '../domain/checklist-lint.ts';
import type { Checklist } from '../domain/checklist.ts';
import type { Interruption } from '../domain/exit-code.ts';
import { exitCodes, interruptionCodes } from '../domain/exit-code.ts';
import { fingerprintOfChecklist } from '../domain/question.ts';
import { assertSchemaCurrent } from '../clients/postgres/migrations/migration-status.ts';
import { readLastChecklist } from '../clients/postgres/read-last-checklist.ts';
import type { Host } from './host.ts';
import { openChecklistSource, sheetNames } from './open-checklist-source.ts';
import { openCommandPool } from './open-database.ts';
import { openWarnings } from './open-warnings.ts';
import type { ChecklistComparison } from './print-checklist.ts';
import { checklistText } from './print-checklist.ts';
import { Resources } from './resources.ts';
import type { EnvironmentOptions } from './settings.ts';
import { readSettings } from './settings.ts';

export interface ChecklistOptions extends EnvironmentOptions {
  readonly diff?: boolean;
  readonly json?: boolean;
}

/** `callq checklist`: reads the sheet and prints it; remarks and changes never change the exit code. */
export async function checklistCommand(host: Host, options: ChecklistOptions): Promise<number> {
  const { config } = readSettings(host, options, [...sheetNames, 'DEPARTAMENT_ID']);
  // Before the sheet is read: a missing DATA_BASE is told at once.
  const dataBase = options.diff === true ? readSettings(host, options, ['DATA_BASE']).config.DATA_BASE : null;
  const logger = openWarnings(host);
  try {
    const { checklist, warnings } = await openChecklistSource(host, config, logger).read(host.interruption);
    const report = {
      department: config.DEPARTAMENT_ID,
      fingerprint: fingerprintOfChecklist(checklist),
      criteria: checklist.criteria,
      warnings,
      lint: lintChecklist(checklist),
      diff:
        dataBase === null ? null : await compareWithLast(host, options, { ...config, dataBase, checklist }),
    };
    host.stdout.write(options.json === true ? `${JSON.stringify(report)}\n` : checklistText(report));
    return exitCodes.done;
  } catch (error) {
    if (!host.interruption.aborted) throw error;
    return interruptionCodes[host.interruption.reason as Interruption];
  }
}

async function compareWithLast(
  host: Host,
  options: ChecklistOptions,
  present: { readonly DEPARTAMENT_ID: number; readonly dataBase: string; readonly checklist: Checklist },
): Promise<ChecklistComparison> {
  return Resources.using(async (resources) => {
    const pool = await openCommandPool(host, options, present.dataBase, {
      resources,
      applicationName: 'callq checklist',
      readOnly: true,
    });
    await assertSchemaCurrent(pool);
    const last = await readLastChecklist(pool, present.DEPARTAMENT_ID);
    if (last === null) return { last, changes: [] };
    const { fingerprint, usedAt } = last;
    return { last: { fingerprint, usedAt }, changes: compareChecklists(last.checklist, present.checklist) };
  });
}
