import type { Shape } from './hostile-server.ts';
import {
  brokenJson,
  completion,
  oauthRefusal,
  page,
  plainText,
  refusal,
  wrongItems,
  wrongList,
  wrongTypes,
} from './hostile-server.ts';

/** A run that fails in one way: with these settings, these answers, or on a database that was prepared so. */
export interface FailurePath {
  readonly name: string;
  readonly settings?: Readonly<Record<string, string>>;
  /** A service answers requests of this place in these shapes, in turn. */
  readonly hostile?: {
    readonly service: 'tbank' | 'google' | 'token' | 'llm';
    readonly place: RegExp;
    readonly shapes: readonly Shape[];
  };
  /** SQL before and after. */
  readonly prepare?: string;
  readonly restore?: string;
  readonly signal?: 'SIGTERM';
}

/** What is tried again first; a place that is asked for each call meets all of them as its last word. */
const again = [
  refusal(500),
  refusal(429),
  page(403),
  page(200),
  plainText,
  brokenJson,
  refusal(400),
  refusal(418),
  wrongTypes,
];

/** Each of these shapes in a run of its own. */
function oneByOne(name: string, hostile: NonNullable<FailurePath['hostile']>): FailurePath[] {
  return hostile.shapes.map((shape) => ({ name, hostile: { ...hostile, shapes: [shape] } }));
}

const answers = [
  ...[plainText, brokenJson, wrongTypes, refusal(500), refusal(429), page(502)],
  completion((all) => all),
  completion((all) => [{ type: 'text', text: all }]),
  completion((all) =>
    JSON.stringify({ is_sales_call: true, evaluations: [{ criterion: all, score_given: all, reason: all }] }),
  ),
  completion((all) => JSON.stringify({ is_sales_call: all, [all]: all })),
  completion((all) => all, 'length'),
  completion(() => null),
];

/** Services that say in every field all they have heard and know. */
export const hostilePaths: readonly FailurePath[] = [
  {
    name: 'T-Bank transcripts',
    settings: { TBANK_CONCURRENCY: '16' },
    hostile: { service: 'tbank', place: /transcription/, shapes: again },
  },
  { name: 'T-Bank login', hostile: { service: 'tbank', place: /session-start/, shapes: again } },
  { name: 'T-Bank groups', hostile: { service: 'tbank', place: /autocomplete/, shapes: again } },
  { name: 'T-Bank calls', hostile: { service: 'tbank', place: /callsessions/, shapes: again } },
  { name: 'gateway answers', hostile: { service: 'llm', place: /completions/, shapes: answers } },
  ...oneByOne('T-Bank login', {
    ...{ service: 'tbank', place: /session-start/ },
    shapes: [refusal(400), refusal(401), wrongTypes],
  }),
  ...oneByOne('T-Bank groups', {
    ...{ service: 'tbank', place: /autocomplete/ },
    shapes: [refusal(403), wrongTypes, wrongList],
  }),
  ...oneByOne('T-Bank calls', {
    ...{ service: 'tbank', place: /callsessions/ },
    shapes: [refusal(302), refusal(418), wrongTypes, wrongItems],
  }),
  ...oneByOne('Google sheet', {
    ...{ service: 'google', place: /values/ },
    shapes: [refusal(400), refusal(401), refusal(403), page(200), wrongTypes],
  }),
  ...oneByOne('Google token', {
    ...{ service: 'token', place: /token/ },
    shapes: [oauthRefusal(400), page(200), wrongTypes],
  }),
  ...oneByOne('gateway', {
    ...{ service: 'llm', place: /completions/ },
    shapes: [302, 400, 401, 404].map(refusal),
  }),
];

/** SQL that makes the server refuse rows of this table; its message quotes them. */
function refusingRows(table: string, condition: string): FailurePath {
  return {
    name: `rows of ${table} are refused`,
    prepare: `ALTER TABLE ${table} ADD CONSTRAINT planted CHECK (${condition}) NOT VALID`,
    restore: `ALTER TABLE ${table} DROP CONSTRAINT planted`,
  };
}

/** Everything else that can be wrong; what is wrong is marked. The files are the caller's. */
export const otherPaths: readonly FailurePath[] = [
  { name: 'nothing fails' },
  { name: 'wrong login', settings: { LOGIN: 'MARKED-login', PASSWORD: 'MARKED-password' } },
  { name: 'wrong key', settings: { TOKEN_LLM: 'sk-MARKED-0123456789' } },
  { name: 'a key that no header takes', settings: { TOKEN_LLM: 'sk-MARKED\nключ' } },
  { name: 'no database', settings: { DATA_BASE: 'postgresql://MARKED:MARKED@127.0.0.1:1/callq' } },
  { name: 'no such host', settings: { DATA_BASE: 'postgresql://u:MARKED@no-such-host.invalid/callq' } },
  { name: 'a key file that is none', settings: { JSON_AUTH: 'key.json' } },
  {
    name: 'a key that is cut off',
    settings: { JSON_AUTH: '{"type":"service_account","private_key":"MARKED' },
  },
  { name: 'a key instead of its path', settings: { JSON_AUTH: '-----BEGIN PRIVATE KEY-----MARKED' } },
  { name: 'a prompt with a wrong placeholder', settings: { PROMPT_FILE: 'broken.txt' } },
  {
    name: 'wrong settings',
    settings: {
      ...{ DATA_BASE: 'mysql://MARKED', TBANK_EXTRA_HEADERS: '{"Cookie": MARKED', CALLQ_TIMEZONE: 'MARKED' },
      ...{ LLM_BASE_URL: 'https://MARKED:MARKED@example.org/MARKED', LLM_CONCURRENCY: 'MARKED' },
      ...{ LOGGING_LEVEL: 'MARKED', TOKEN_LLM: '', TOKEN_LLM_FILE: 'MARKED' },
    },
  },
  refusingRows('calls', 'phone_number IS NULL'),
  refusingRows('call_transcripts', "transcript = ''"),
  refusingRows('model_answers', 'octet_length(body) = 0'),
  refusingRows('call_ledger', 'operator_name IS NULL'),
  { name: 'interrupted', signal: 'SIGTERM' },
];
