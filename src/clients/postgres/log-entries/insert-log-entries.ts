import type { Pool } from 'pg';
import type { LogEntry } from '../../logs/log-entry.ts';
import { toJson } from '../bind-values.ts';

/** An entry with its number within the invocation, from 1. */
export interface NumberedEntry extends LogEntry {
  readonly number: number;
}

export interface EntriesOrigin {
  readonly departmentId: number;
  readonly invocationId: string;
}

/** Sent twice, because the confirmation was lost, entries are still there once. */
const INSERT_LOG_ENTRIES = `
  INSERT INTO log_entries (
    invocation_id, entry, department_id, logged_at, level, message, run_id, call_id, fields
  )
  SELECT $1, entry.number, $2, entry.at, entry.level, entry.message, entry."runId", entry."callId", entry.fields
  FROM jsonb_to_recordset($3::jsonb) AS entry (
    number integer, at timestamptz, level text, message text, "runId" bigint, "callId" bigint, fields jsonb
  )
  ON CONFLICT DO NOTHING`;

/** One statement for many entries. Throws the error of the database. */
export async function insertLogEntries(
  pool: Pool,
  origin: EntriesOrigin,
  entries: readonly NumberedEntry[],
): Promise<void> {
  const rows = entries.map(({ fields: { runId, callId, ...fields }, ...entry }) => ({
    ...{ ...entry, fields },
    runId: runId ?? null,
    callId: callId ?? null,
  }));
  await pool.query(INSERT_LOG_ENTRIES, [origin.invocationId, origin.departmentId, toJson(rows)]);
}
