/*
 * What a disturbed night and the night without faults are not compared by: everything else of every table is, so a new
 * table or column is compared unless it is named here with its reason.
 */

/** Tables left out as a whole. */
export const leftOutTables: Readonly<Record<string, string>> = {
  runs: 'one row per run: a disturbed night has more runs',
  model_answers:
    'one row per answer received; how many there may be is compared with what the sandbox was asked',
  lock_takings: 'who took the lock last: the disturbed night has more takers',
  log_entries: 'what a disturbed night had to say, and written only with LOGGING_ON_DB',
  day_exports: 'one row per start of the program: a disturbed night has more of them',
  schema_migrations: 'the database is a copy of the same template',
};

const serial = 'serial number';
const clock = 'time of the run';
const answers = 'depends on which answers got through: an answer lost on the wire is asked for again';

/** Columns left out, by table. */
export const leftOutColumns: Readonly<Record<string, Readonly<Record<string, string>>>> = {
  call_evaluations: { id: serial },
  call_recommendations: { id: serial },
  agreements: { id: serial },
  call_decline_reasons: { id: serial },
  calls: { analysis_id: serial },
  call_ledger: {
    action: 'what the last run did: it keeps what the run before analysed',
    run_id: serial,
    first_listed_at: clock,
    updated_at: clock,
  },
  analyses: {
    id: serial,
    run_id: serial,
    answer_ids: serial,
    created_at: clock,
    latency_ms: clock,
    requests: answers,
    input_tokens: answers,
    cached_tokens: answers,
    output_tokens: answers,
    reasoning_tokens: answers,
    cost_usd: answers,
    left_out: answers,
  },
  analysis_evidence: { analysis_id: serial },
  day_listings: { run_id: serial, completed_at: clock },
  checklist_versions: { first_used_at: clock },
  prompt_versions: { first_used_at: clock },
  instructions_versions: { first_used_at: clock },
  database_mark: { marked_at: clock },
};
