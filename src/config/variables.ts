/** One environment variable. The list below is the only one: `.env.example` and both READMEs are checked against it. */
export interface Variable {
  readonly name: string;
  /** As it would be written in an env file; NULL when there is none. */
  readonly default: string | null;
  /** Required for `callq run`. */
  readonly required?: true;
  /** Never shown; may also come from the file that `<NAME>_FILE` names. */
  readonly secretFile?: true;
  /** What it means and what is right. */
  readonly meaning: string;
}

export const variables = [
  { name: 'LOGIN', default: null, required: true, meaning: 'T-Bank login' },
  { name: 'PASSWORD', default: null, required: true, secretFile: true, meaning: 'T-Bank password' },
  { name: 'AUTH_TYPE', default: 'tqm', meaning: 'authentication type of the T-Bank login' },
  { name: 'AUTH_SYSTEM', default: 'tqm', meaning: 'authentication system of the T-Bank login' },
  {
    name: 'AGENT_GROUP_NAME',
    default: null,
    required: true,
    meaning: "exact name of the operators' group in T-Bank",
  },
  {
    name: 'JSON_AUTH',
    default: null,
    required: true,
    meaning: 'path of the Google service-account JSON, or the JSON itself (starts with "{")',
  },
  { name: 'REQUIREMENTS_SHEET_ID', default: null, required: true, meaning: 'id of the Google spreadsheet' },
  {
    name: 'REQUIREMENTS_SHEET_NAME_CHECK_LIST',
    default: null,
    required: true,
    meaning: 'name of the sheet with the check-list',
  },
  {
    name: 'REQUIREMENTS_SHEET_NAME_PROMPT_FOR_AI',
    default: null,
    required: true,
    meaning: 'name of the sheet with the instructions for the model',
  },
  {
    name: 'RESULTS_SHEET_NAME',
    default: null,
    meaning: "sheet of the department's spreadsheet that results are exported to",
  },
  {
    name: 'APPS_SCRIPT_URL',
    default: null,
    meaning: 'address of the Apps Script web app called after the export, or after the run without one',
  },
  {
    name: 'APPS_SCRIPT_FUNCTION',
    default: null,
    meaning: 'function that APPS_SCRIPT_URL is called for; needed with it',
  },
  {
    name: 'TOKEN_LLM',
    default: null,
    required: true,
    secretFile: true,
    meaning: 'key of the LiteLLM gateway',
  },
  { name: 'MODEL', default: null, required: true, meaning: 'model as the gateway names it' },
  {
    name: 'DATA_BASE',
    default: null,
    required: true,
    secretFile: true,
    meaning: 'postgresql://user:password@host:port/database',
  },
  { name: 'DEPARTAMENT_ID', default: '1', meaning: 'row of departments; a whole number of 1 or more' },
  {
    name: 'CHECK_DAY_AGO',
    default: '2',
    meaning: 'day to process, counted back from today; a whole number of 0 or more (0 = today)',
  },
  { name: 'PROMPT_FILE', default: null, required: true, meaning: "path of the department's prompt file" },
  {
    name: 'TBANK_BASE_URL',
    default: 'https://tqm-cloud.tbank.ru',
    meaning: 'origin of T-Bank TQM; https (http only for loopback and private names), no path',
  },
  {
    name: 'LLM_BASE_URL',
    default: 'https://litellm.poryadok.ru',
    meaning: 'origin of the LiteLLM gateway; https (http only for loopback and private names), no path',
  },
  {
    name: 'GOOGLE_SHEETS_BASE_URL',
    default: 'https://sheets.googleapis.com',
    meaning: 'origin of Google Sheets; https (http only for loopback and private names), no path',
  },
  { name: 'TBANK_CONCURRENCY', default: '4', meaning: 'requests to T-Bank at a time; 1 to 64' },
  {
    name: 'TBANK_REQUESTS_PER_SECOND',
    default: '20',
    meaning: 'requests to T-Bank per second; a number above 0',
  },
  {
    name: 'TBANK_EXTRA_HEADERS',
    default: null,
    meaning: 'JSON object of headers sent to T-Bank, names and texts',
  },
  {
    name: 'TBANK_LOGIN_PATH',
    default: '/v2/bff-core-app/auth/session-start',
    meaning: 'path of the T-Bank login, beginning with /',
  },
  { name: 'LLM_CONCURRENCY', default: '3', meaning: 'requests to the gateway at a time; 1 to 512' },
  {
    name: 'LLM_JSON_TRIES',
    default: '3',
    meaning: 'answers asked for per call, the first included; 1 to 10',
  },
  {
    name: 'LLM_TIMEOUT_SECONDS',
    default: '300',
    meaning: 'longest wait for one answer, in seconds; 1 to 3600',
  },
  {
    name: 'LLM_MAX_INPUT_TOKENS',
    default: '100000',
    meaning:
      'longest question about a call, in tokens; a whole number of 1 or more; what is longer is a matter of CALLQ_LONG_CALLS',
  },
  {
    name: 'LLM_TOKENS_PER_MINUTE',
    default: null,
    meaning:
      'most tokens that requests to the gateway may use within a minute, questions and answers; a whole number of 1 or more',
  },
  {
    name: 'CALLQ_BREAKER_FAILURES',
    default: '10',
    meaning:
      'failures in a row of the gateway or of T-Bank after which the run stops; a whole number from 0 to 1000, 0: never',
  },
  {
    name: 'CALLQ_TIMEZONE',
    default: 'Europe/Moscow',
    meaning: 'IANA time zone of the business day, such as Europe/Moscow',
  },
  {
    name: 'CALLQ_MIN_DURATION_SECONDS',
    default: '30',
    meaning: 'shorter calls are not analysed; a whole number of 0 or more',
  },
  {
    name: 'CALLQ_MIN_PHRASES',
    default: '0',
    meaning: 'calls with fewer phrases are not analysed; a whole number of 0 or more',
  },
  {
    name: 'CALLQ_SKIP_WITHOUT_PHONE',
    default: 'true',
    meaning: 'true or false: skip calls without a client phone as internal segments',
  },
  {
    name: 'CALLQ_PENDING_DAYS',
    default: '3',
    meaning: 'days that a missing transcript is waited for; a whole number of 0 or more',
  },
  {
    name: 'CALLQ_MIN_SCORED_SHARE',
    default: '0.6',
    meaning: 'share of the maximum, 0 to 1, that must be scored for a final percentage',
  },
  {
    name: 'CALLQ_MASK',
    default: 'on',
    meaning: 'on or off: personal data leaves for the gateway as placeholders',
  },
  {
    name: 'CALLQ_LONG_CALLS',
    default: 'exclude',
    meaning:
      'exclude or split: what becomes of calls over LLM_MAX_INPUT_TOKENS; split asks about overlapping parts',
  },
  {
    name: 'CALLQ_PRICES',
    default: null,
    meaning:
      'price table: path of a JSON file or the JSON itself, {"model": {"input": 0.15, "cached": 0.075, "output": 0.6}} in USD per million tokens',
  },
  {
    name: 'CALLQ_MAX_COST_USD',
    default: null,
    meaning:
      'most that one invocation may spend, in USD; a number above 0; needs a price of MODEL in CALLQ_PRICES',
  },
  {
    name: 'CALLQ_MAX_TOKENS',
    default: null,
    meaning: 'most tokens that one invocation may use; a whole number of 1 or more',
  },
  {
    name: 'CALLQ_KEEP_ANSWERS_DAYS',
    default: null,
    meaning:
      'days for which callq purge leaves the raw answers of the model; a whole number of 1 or more; without it as long as their calls',
  },
  {
    name: 'CALLQ_FORGET_KEY',
    default: null,
    secretFile: true,
    meaning:
      'key by which forgotten numbers are recognised, at least 32 bytes, such as `openssl rand -hex 32` gives; needed by callq forget',
  },
  {
    name: 'CALLQ_REPORT_DIR',
    default: null,
    meaning: 'folder for reports; when it is set, a run ends with one on its days',
  },
  {
    name: 'CALLQ_REPORT_KEEP_DAYS',
    default: null,
    meaning:
      'days for which reports in CALLQ_REPORT_DIR or .callq/reports stay; a whole number of 1 or more; without it for ever',
  },
  {
    name: 'CALLQ_MIGRATE',
    default: 'false',
    meaning:
      'true or false: callq run and callq operators import first bring the schema up, as callq db migrate does',
  },
  {
    name: 'CALLQ_PING_URL',
    default: null,
    secretFile: true,
    meaning:
      'address of a check that is pinged when a run begins and ends, as healthchecks.io has it; https (http only for loopback and private names)',
  },
  {
    name: 'CALLQ_NOTIFY_URL',
    default: null,
    secretFile: true,
    meaning:
      'address that the end of a run is sent to as JSON; https (http only for loopback and private names)',
  },
  {
    name: 'TELEGRAM_BOT_TOKEN',
    default: null,
    secretFile: true,
    meaning: 'token of the bot that sends a digest of the run; needs TELEGRAM_CHAT_ID',
  },
  {
    name: 'TELEGRAM_CHAT_ID',
    default: null,
    meaning: 'chat that the digest is sent to: its number, or @name of a channel',
  },
  {
    name: 'TELEGRAM_BASE_URL',
    default: 'https://api.telegram.org',
    meaning: "origin of Telegram's Bot API; https (http only for loopback and private names), no path",
  },
  {
    name: 'CALLQ_METRICS_FILE',
    default: null,
    meaning: "file of this department for node_exporter's textfile collector; its name ends in .prom",
  },
  {
    name: 'CALLQ_EXPORT_PHONES',
    default: 'true',
    meaning: 'true or false: exports hold the phone numbers of clients',
  },
  { name: 'LOGGING_NAME', default: 'callq', meaning: 'name in log lines and of the log files' },
  { name: 'LOGGING_LEVEL', default: 'INFO', meaning: 'DEBUG, INFO, WARNING, ERROR or CRITICAL' },
  { name: 'LOGGING_DIR', default: 'logs', meaning: 'folder of the log files, one a day' },
  {
    name: 'LOGGING_KEEP_DAYS',
    default: '30',
    meaning: 'days for which log files and rows of log_entries are kept; a whole number of 1 or more',
  },
  { name: 'LOGGING_ON_CONSOLE', default: 'true', meaning: 'true or false: log lines on stderr' },
  { name: 'LOGGING_ON_FILE', default: 'true', meaning: 'true or false: log lines in LOGGING_DIR' },
  {
    name: 'LOGGING_ON_DB',
    default: 'false',
    meaning: 'true or false: warnings and errors in the table log_entries; alias LOGGING_ON_DT',
  },
] as const satisfies readonly Variable[];

export type VariableName = (typeof variables)[number]['name'];
