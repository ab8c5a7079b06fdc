import type { Interruption } from '../domain/exit-code.ts';
import { exitCodes, interruptionCodes } from '../domain/exit-code.ts';
import type { Host } from './host.ts';

/** One line a table; what became of rows of the ledger is said in words. */
export function rowLines(rows: Readonly<Record<string, number>>, ledger: string): string[] {
  return Object.entries(rows).map(
    ([table, count]) => `  ${String(count).padStart(8)}  ${table === 'call_ledger' ? ledger : table}`,
  );
}

/** Of a command that either does all it finds or is interrupted. */
export function commandExitCode(host: Host): number {
  return host.interruption.aborted
    ? interruptionCodes[host.interruption.reason as Interruption]
    : exitCodes.done;
}
