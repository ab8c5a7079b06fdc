/** What CallQ can work with in a column of the old program's tables. */
export interface ColumnNeeds {
  /** Types as `format_type` writes them, without lengths; the first one is what CallQ's own table has. */
  readonly usable: readonly string[];
  /** Filled with text of any length, which a `varchar(n)` may be too short for. */
  readonly freeText?: true;
  /** Filled with scores, which may have a half point that a whole number cannot hold. */
  readonly fractions?: true;
}

const text = { usable: ['text', 'character varying'] } satisfies ColumnNeeds;
const freeText = { ...text, freeText: true } satisfies ColumnNeeds;
const bigNumber = { usable: ['bigint'] } satisfies ColumnNeeds;
const wholeNumber = { usable: ['integer', 'bigint'] } satisfies ColumnNeeds;
const anyNumber = {
  usable: ['numeric', 'double precision', 'real', 'integer', 'bigint'],
} satisfies ColumnNeeds;
const score = { ...anyNumber, fractions: true } satisfies ColumnNeeds;
const wallTime = { usable: ['timestamp without time zone'] } satisfies ColumnNeeds;
/** Filled by a sequence, if it is there at all. */
const ownId = { usable: ['bigint', 'integer', 'smallint'] } satisfies ColumnNeeds;

/**
 * Tables that the old program shares with CallQ, with every column that CallQ reads or writes. Segment ids pass
 * the range of `integer`; a `timestamp with time zone` would make `DATE(start_time)` depend on the reader.
 */
export const OLD_TABLES: Readonly<Record<string, Readonly<Record<string, ColumnNeeds>>>> = {
  departments: { id: wholeNumber, name: text },
  offices: { id: wholeNumber, name: text },
  supervisors: { id: wholeNumber, full_name: text },
  operators: {
    ...{ id: wholeNumber, full_name: text, tbank_login: text, department_id: wholeNumber },
    ...{ office_id: wholeNumber, supervisor_id: wholeNumber, active: { usable: ['boolean'] } },
  },
  calls: {
    ...{ id: bigNumber, start_time: wallTime, finish_time: wallTime },
    ...{ started_at: { usable: ['timestamp with time zone'] } },
    ...{ operator_id: wholeNumber, department_id: wholeNumber, phone_number: text },
    ...{ total_score: score, max_score: score, performance_percentage: anyNumber, analysis_id: bigNumber },
  },
  call_transcripts: { id: ownId, call_id: bigNumber, transcript: freeText },
  call_evaluations: {
    ...{ id: ownId, call_id: bigNumber, position: ownId, criterion_id: text },
    ...{ category: freeText, criterion: freeText, score, max_score: score, reason: freeText, state: text },
  },
  call_recommendations: {
    ...{ id: ownId, call_id: bigNumber, category: freeText, issue: freeText },
    ...{ recommendation: freeText, priority: text },
  },
  agreements: { id: ownId, call_id: bigNumber, amount: anyNumber, agreement: freeText },
  call_decline_reasons: {
    ...{ id: ownId, call_id: bigNumber, reason_type: freeText, reason_description: freeText },
    ...{ product_category: freeText },
  },
};

/** Tables whose rows come by hand or by import: an unknown mandatory column there stops no run. */
export const DIRECTORY_TABLES: readonly string[] = ['departments', 'offices', 'supervisors', 'operators'];

/** Tables of CallQ alone: one of that name in an unmigrated database belongs to somebody else. */
export const OWN_TABLES: readonly string[] = [
  ...['runs', 'call_ledger', 'model_answers', 'analyses', 'call_phrases', 'database_mark'],
];
