import { createPhoneHasher } from '../clients/phones/create-phone-hasher.ts';
import { nationalDigits, readNamedPhone } from '../clients/phones/normalise-phone.ts';
import type { ForgetReport } from '../clients/postgres/erasure/forget-number.ts';
import { forgetNumber } from '../clients/postgres/erasure/forget-number.ts';
import { StopRunError } from '../domain/errors.ts';
import type { Host } from './host.ts';
import { openDepartments } from './open-departments.ts';
import { commandExitCode, rowLines } from './print-erasure.ts';
import { Resources } from './resources.ts';
import type { EnvironmentOptions } from './settings.ts';
import { readSettings } from './settings.ts';

export interface ForgetOptions extends EnvironmentOptions {
  readonly phone: string;
  readonly json?: boolean;
  readonly dryRun?: boolean;
}

/** Where the number may still stand; the command cannot look there. */
const notReached = [
  'T-Bank: recordings, transcripts and listings',
  "the gateway's own logs, and those of the model's provider",
  'backups of the database',
  'reports, spreadsheets and whatever BI or people have exported',
  'other programs and tables that read this database',
  'the shell history and process list of this machine, which may hold the number you have just typed',
];
/** Ids printed for people; `--json` has them all. */
const mostIds = 20;

/** `callq forget`: everything of one number, in all departments of the database. Never prints the number. */
export async function forgetCommand(host: Host, options: ForgetOptions): Promise<number> {
  const { config } = readSettings(host, options, ['DATA_BASE', 'CALLQ_FORGET_KEY']);
  const { CALLQ_FORGET_KEY: key, DATA_BASE: dataBase } = config;
  if (key === undefined) {
    throw new StopRunError(
      'settings',
      'CALLQ_FORGET_KEY is not set. callq forget needs it to keep the calls of the number from coming back: make a key with `openssl rand -hex 32` and give it to all departments of this database.',
    );
  }
  const phone = readNamedPhone(options.phone);
  if (phone === null) {
    throw new StopRunError(
      'usage',
      '--phone is no phone number in international form: write +, country code and number, or 8 and ten digits for a Russian one.',
    );
  }
  const dryRun = options.dryRun ?? false;
  return Resources.using(async (resources) => {
    const opened = await openDepartments(host, options, {
      ...{ name: 'callq forget', dataBase, resources },
    });
    const report = await forgetNumber(opened.context, {
      ...{ phone, nationalDigits: nationalDigits(phone), hasher: createPhoneHasher(key), dryRun },
      stopping: opened.stopping,
    });
    await opened.held();
    const ending = phone.slice(-2);
    const exitCode = commandExitCode(host);
    host.stdout.write(
      options.json === true
        ? `${JSON.stringify({ dryRun, exitCode, numberEnding: ending, ...report, notReached })}\n`
        : forgetText(ending, report, dryRun),
    );
    return exitCode;
  });
}

function forgetText(ending: string, report: ForgetReport, dryRun: boolean): string {
  const { calls, rows, mentionedIn, mentions, unlinkable, left } = report;
  const ids = mentionedIn.slice(0, mostIds).join(', ');
  const lines = [
    `Number ending in ${ending}, all departments${dryRun ? ', dry run: nothing was changed' : ''}`,
    `  calls found  ${calls}`,
    dryRun
      ? '  without --dry-run the number is kept as forgotten, whether calls are found or not, and'
      : '  the number is kept as forgotten (as HMAC), whether calls were found or not;',
    '  CALLQ_FORGET_KEY is then needed by every run of every department of this database',
    ...(left > 0 ? [`  not reached  ${left}: start the command again`] : []),
    ...rowLines(rows, 'call_ledger (kept, without anything about the call)'),
    ...(mentionedIn.length === 0
      ? ['In no other call does the number stand in digits, neither in what was said nor in what was judged.']
      : [
          `In ${mentionedIn.length} other calls the number stands; they stay: ${ids}${mentionedIn.length > mostIds ? ', …' : ''}`,
          ...Object.entries(mentions).flatMap(([place, found]) =>
            found === 0 ? [] : [`  ${String(found).padStart(8)}  calls in ${place}`],
          ),
        ]),
    ...(unlinkable === 0
      ? []
      : [
          `${unlinkable} calls with answers or phrases lead to no number, because they were listed without CALLQ_FORGET_KEY and have no row in calls:`,
          'some of them may be of this number. Run their days again with the key (what is stored costs nothing), then forget again.',
        ]),
    'Not reached by this command:',
    ...notReached.map((place) => `  - ${place}`),
  ];
  return `${lines.join('\n')}\n`;
}
