import { Command, CommanderError, Option } from 'commander';

import { exitCodes } from '../domain/exit-code.ts';
import type { CallsOptions } from './calls-command.ts';
import type { ChecklistOptions } from './checklist-command.ts';
import type { DoctorOptions } from './doctor-command.ts';
import type { Host } from './host.ts';
import type { InitOptions } from './init-command.ts';
import {
  age,
  callId,
  callIds,
  concurrency,
  outputName,
  placeName,
  portNumber,
  positiveInteger,
  states,
} from './option-parsers.ts';
import { reportFailure } from './report-failure.ts';
import type { ExportFileOptions, FileFormat } from './export-file-command.ts';
import type { ExportSheetsOptions } from './export-sheets-command.ts';
import type { ForgetOptions } from './forget-command.ts';
import type { RunOptions } from './run-command.ts';
import type { PurgeOptions } from './purge-command.ts';
import type { ReportOptions } from './report-command.ts';
import type { RescoreOptions } from './rescore-command.ts';
import type { ShowOptions } from './show-command.ts';
import type { ScheduleOptions } from './schedule-command.ts';
import type { SandboxCommandOptions } from './sandbox-command.ts';
import type { EnvironmentOptions } from './settings.ts';
import type { StatusOptions } from './status-command.ts';
import { readVersion } from './version.ts';

/** Runs the command that the arguments name and returns the exit code. Commands are imported when they are needed. */
export async function runProgram(host: Host): Promise<number> {
  let exitCode: number = exitCodes.done;
  const sandboxHelp = await readSandboxHelp(host);
  const program = buildProgram(host, sandboxHelp, (code) => {
    exitCode = code;
  });
  try {
    await program.parseAsync(host.argv, { from: 'user' });
    return exitCode;
  } catch (error) {
    if (error instanceof CommanderError) return error.exitCode === 0 ? exitCodes.done : exitCodes.couldNotRun;
    return reportFailure(host, error);
  }
}

/** The options of the sandbox are a chapter of their own, loaded only for who asks for it. */
async function readSandboxHelp({ argv }: Host): Promise<string> {
  if (!argv.includes('sandbox')) return '';
  const { sandboxOptionsHelp } = await import('../clients/sandbox/options/options-help.ts');
  return sandboxOptionsHelp;
}

function buildProgram(host: Host, sandboxHelp: string, finish: (exitCode: number) => void): Command {
  const program = new Command('callq')
    .description(
      'Has the sales calls of a department scored every night and stores the results in PostgreSQL.',
    )
    .version(readVersion(), '-V, --version')
    .exitOverride()
    .configureOutput({
      writeOut: (text) => {
        host.stdout.write(text);
      },
      writeErr: (text) => {
        host.stderr.write(text);
      },
    })
    .showHelpAfterError('(--help lists what is possible)');
  addDoctor(program, host, finish);
  addInit(program, host, finish);
  addRun(program, host, finish);
  addSchedule(program, host, finish);
  addStatus(program, host, finish);
  addCalls(program, host, finish);
  addDatabase(program, host, finish);
  addOperators(program, host, finish);
  addChecklist(program, host, finish);
  addShow(program, host, finish);
  addReport(program, host, finish);
  addRescore(program, host, finish);
  addExport(program, host, finish);
  addPurge(program, host, finish);
  addForget(program, host, finish);
  addSandbox(program, host, sandboxHelp, finish);
  addDemo(program, host, finish);
  return program;
}

type Finish = (exitCode: number) => void;

function addDoctor(program: Command, host: Host, finish: Finish): void {
  const doctor = program
    .command('doctor')
    .description('look at everything a run needs, one line each; change nothing')
    .option('--days-ago <n>', 'count the calls of the day N days before today')
    .option('--date <day>', 'count the calls of this day, YYYY-MM-DD');
  withEnvironmentOptions(doctor)
    .option('--ask', 'also ask the model one tiny question, which costs a fraction of a cent')
    .option('--json', 'print it as one JSON object on stdout')
    .addHelpText(
      'after',
      '\nExit codes: 0 all is good, 1 something to look at, 2 something is wrong, 130/143 interrupted.',
    )
    .action(async (options: DoctorOptions) => {
      const { doctorCommand } = await import('./doctor-command.ts');
      finish(await doctorCommand(host, options));
    });
}

function addInit(program: Command, host: Host, finish: Finish): void {
  program
    .command('init')
    .description('ask for the settings of a department, try each, and write its env file')
    .option('--out <file>', 'env file to write (default: .env)', placeName)
    .option('--non-interactive', 'ask nothing: print a template, or write it to --out')
    .action(async (options: InitOptions) => {
      const { initCommand } = await import('./init-command.ts');
      finish(await initCommand(host, options));
    });
}

function addRun(program: Command, host: Host, finish: Finish): void {
  const run = program
    .command('run')
    .description('process one or more days of the department of the env file');
  withDayOptions(run).option('--allow-today', 'process today although it is not over');
  withEnvironmentOptions(run)
    .option('--limit <n>', 'start at most N analyses in this invocation', positiveInteger)
    .option('--call <id...>', 'only these calls of the day', callIds)
    .option('--only-unfinished', 'only calls that earlier runs left: failed, pending, without transcript yet')
    .option('--force', 'analyse again what is stored (costs money again)')
    .option('--concurrency <n>', 'requests to the gateway at a time, instead of LLM_CONCURRENCY', concurrency)
    .option('--json', 'print the summary as one JSON object on stdout')
    .option(
      '--dry-run',
      'do everything up to the first request to the model, write nothing, say what would be asked',
    )
    .addHelpText(
      'after',
      '\nExit codes: 0 done, 1 finished with failures, 2 could not run, 3 another run is going on, 130/143 interrupted.',
    )
    .action(async (options: RunOptions) => {
      const { runCommand } = await import('./run-command.ts');
      finish(await runCommand(host, options));
    });
}

function addSchedule(program: Command, host: Host, finish: Finish): void {
  withEnvironmentOptions(program.command('schedule'))
    .description('run again and again at the times of a cron expression, for hosts without cron')
    .requiredOption('--cron <expression>', "when, in CALLQ_TIMEZONE, such as '0 3 * * *'")
    .addHelpText(
      'after',
      '\nExit codes: 2 could not start, 130/143 ended by a signal; runs may fail without ending it.',
    )
    .action(async (options: ScheduleOptions) => {
      const { scheduleCommand } = await import('./schedule-command.ts');
      finish(await scheduleCommand(host, options));
    });
}

function addStatus(program: Command, host: Host, finish: Finish): void {
  const status = program
    .command('status')
    .description('say, day by day, whether every listed call is accounted for, and how the last run went');
  withDayOptions(status);
  withEnvironmentOptions(status)
    .option('--last <n>', 'the last N days that were run (default: 7)', positiveInteger)
    .option('--json', 'print it as one JSON object on stdout')
    .addHelpText(
      'after',
      '\nExit codes: 0 all days are as they should be, 1 a day needs a look, 2 could not run.',
    )
    .action(async (options: StatusOptions) => {
      const { statusCommand } = await import('./status-command.ts');
      finish(await statusCommand(host, options));
    });
}

function addCalls(program: Command, host: Host, finish: Finish): void {
  const calls = program
    .command('calls')
    .description('list calls of the ledger with their states and reasons, newest day first');
  withDayOptions(calls);
  withEnvironmentOptions(calls)
    .option('--state <state...>', 'only calls in these states, such as failed', states)
    .option('--limit <n>', 'at most N calls', positiveInteger, 1000)
    .option('--json', 'print them as one JSON object on stdout')
    .action(async (options: CallsOptions) => {
      const { callsCommand } = await import('./calls-command.ts');
      finish(await callsCommand(host, options));
    });
}

function addDatabase(program: Command, host: Host, finish: Finish): void {
  const database = program.command('db').description('the database and its schema');
  withEnvironmentOptions(database.command('migrate'))
    .description('bring the schema up to date; adopts a database of the old program')
    .action(async (options: EnvironmentOptions) => {
      const { migrateCommand } = await import('./database-commands.ts');
      finish(await migrateCommand(host, options));
    });
  withEnvironmentOptions(database.command('status'))
    .description('say which migrations are applied and which are missing')
    .action(async (options: EnvironmentOptions) => {
      const { databaseStatusCommand } = await import('./database-commands.ts');
      finish(await databaseStatusCommand(host, options));
    });
  withEnvironmentOptions(database.command('roles'))
    .description('make the roles callq_app, callq_bi and callq_bi_personal, and give them their rights')
    .action(async (options: EnvironmentOptions) => {
      const { databaseRolesCommand } = await import('./database-commands.ts');
      finish(await databaseRolesCommand(host, options));
    });
}

function addOperators(program: Command, host: Host, finish: Finish): void {
  const operators = program.command('operators').description('the directory of operators');
  withEnvironmentOptions(operators.command('import').argument('<file>', 'CSV in UTF-8 with a header line'))
    .description('add or update operators from a CSV file')
    .action(async (file: string, options: EnvironmentOptions) => {
      const { importOperatorsCommand } = await import('./operators-commands.ts');
      finish(await importOperatorsCommand(host, file, options));
    });
  withEnvironmentOptions(operators.command('unknown'))
    .description('list, as such a CSV, the names that calls carried and the directory lacks')
    .action(async (options: EnvironmentOptions) => {
      const { unknownOperatorsCommand } = await import('./operators-commands.ts');
      finish(await unknownOperatorsCommand(host, options));
    });
}

function addChecklist(program: Command, host: Host, finish: Finish): void {
  withEnvironmentOptions(program.command('checklist'))
    .description("read the department's check-list; say what was read, and what could be worded better")
    .option('--diff', 'also say what has changed since the last run of the department')
    .option('--json', 'print it as one JSON object on stdout')
    .action(async (options: ChecklistOptions) => {
      const { checklistCommand } = await import('./checklist-command.ts');
      finish(await checklistCommand(host, options));
    });
}

function addShow(program: Command, host: Host, finish: Finish): void {
  withEnvironmentOptions(program.command('show').argument('<call>', 'segmentId of the call', callId))
    .description('print one call: scores, reasons, quotes with their time, cost, versions, history')
    .option('--json', 'print it as one JSON object')
    .action(async (call: number, options: ShowOptions) => {
      const { showCommand } = await import('./show-command.ts');
      finish(await showCommand(host, call, options));
    });
}

function addReport(program: Command, host: Host, finish: Finish): void {
  const report = program
    .command('report')
    .description('write a report on the stored calls of one or more days: a folder of pages for the browser');
  withDayOptions(report);
  withEnvironmentOptions(report)
    .option('--department <n>', 'this department instead of DEPARTAMENT_ID', positiveInteger)
    .option('--operator <who>', 'only calls of this operator: id, or words of the full name')
    .option(
      '--out <dir>',
      'folder of the report (default: one of its own in .callq/reports or CALLQ_REPORT_DIR)',
      placeName,
    )
    .action(async (options: ReportOptions) => {
      const { reportCommand } = await import('./report-command.ts');
      finish(await reportCommand(host, options));
    });
}

function addRescore(program: Command, host: Host, finish: Finish): void {
  const rescore = program
    .command('rescore')
    .description('recompute stored judgements from the stored answers, without asking the model');
  withDayOptions(rescore);
  withEnvironmentOptions(rescore)
    .option('--call <id...>', 'only these calls of the day', callIds)
    .option('--json', 'print the counts as one JSON object on stdout')
    .option('--dry-run', 'write nothing, say what would change')
    .addHelpText(
      'after',
      '\nExit codes: 0 done, 1 answers of a call give no judgement, 2 could not run, 3 a run is going on, 130/143 interrupted.',
    )
    .action(async (options: RescoreOptions) => {
      const { rescoreCommand } = await import('./rescore-command.ts');
      finish(await rescoreCommand(host, options));
    });
}

function addExport(program: Command, host: Host, finish: Finish): void {
  const exports = program.command('export').description('write the stored calls of any days somewhere else');
  const sheets = exports
    .command('sheets')
    .description('to the sheet RESULTS_SHEET_NAME, as a run does at its end; then calls APPS_SCRIPT_URL');
  withDayOptions(sheets);
  withEnvironmentOptions(sheets)
    .option('--json', 'print what was done as one JSON object on stdout')
    .addHelpText(
      'after',
      '\nExit codes: 0 done, 1 the export failed, 2 could not run, 3 a run is going on, 130/143 interrupted.',
    )
    .action(async (options: ExportSheetsOptions) => {
      const { exportSheetsCommand } = await import('./export-sheets-command.ts');
      finish(await exportSheetsCommand(host, options));
    });
  const formats = {
    csv: 'as CSV in UTF-8',
    xlsx: 'as an Excel workbook, with --out',
    json: 'as one JSON object, with every criterion',
  } as const;
  for (const [format, description] of Object.entries(formats)) {
    const command = exports.command(format).description(description);
    withDayOptions(command);
    withEnvironmentOptions(command)
      .option('--out <file>', 'into this file, readable for you only, instead of stdout (-)', outputName)
      .option('--force', 'replace the file when it is there')
      .action(async (options: ExportFileOptions) => {
        const { exportFileCommand } = await import('./export-file-command.ts');
        finish(await exportFileCommand(host, format as FileFormat, options));
      });
  }
}

function addPurge(program: Command, host: Host, finish: Finish): void {
  withEnvironmentOptions(program.command('purge'))
    .description('remove old calls of the department of the env file and everything that hangs on them')
    .requiredOption('--older-than <days>', 'age in days, such as 365d, counted from today', age)
    .option('--transcripts-only', 'remove what was said and the raw answers, keep scores and counts')
    .option('--json', 'print the counts as one JSON object on stdout')
    .option('--dry-run', 'change nothing, print the same counts')
    .action(async (options: PurgeOptions) => {
      const { purgeCommand } = await import('./purge-command.ts');
      finish(await purgeCommand(host, options));
    });
}

function addForget(program: Command, host: Host, finish: Finish): void {
  withEnvironmentOptions(program.command('forget'))
    .description('remove everything about a phone number, for good; its calls are not taken again')
    .requiredOption('--phone <number>', 'the number: +7…, or 8… for a Russian one')
    .option('--json', 'print the counts as one JSON object on stdout')
    .option('--dry-run', 'change nothing, print the same counts')
    .action(async (options: ForgetOptions) => {
      const { forgetCommand } = await import('./forget-command.ts');
      finish(await forgetCommand(host, options));
    });
}

function addSandbox(program: Command, host: Host, sandboxHelp: string, finish: Finish): void {
  program
    .command('sandbox')
    .description('serve invented T-Bank TQM, Google and gateway servers to try CallQ with')
    .option('--host <address>', 'address to listen on', '127.0.0.1')
    .option('--port <port>', 'first of three ports; 0 takes free ones', portNumber, 0)
    .option('--seed <n>', 'another seed invents other calls', positiveInteger, 1)
    .option('--calls <n>', 'calls listed per day and department', positiveInteger, 100)
    .option('--department <n>', 'department that the printed env lines are for: 1 or 2', positiveInteger, 1)
    .option('--latency <service=distribution...>', 'how long answers take')
    .option('--fault <service:kind@share...>', 'faults on purpose')
    .option('--misbehave <kind@share...>', 'what the model does wrong on purpose')
    .option('--quota <limits>', 'what the gateway lets through in a time')
    .option('--operators <file>', 'also write the directory of operators to this CSV file')
    .option('--announce <name>', 'name or address for the printed lines, when others reach it by another one')
    .option('--folder <folder>', 'also write both env files and operators.csv into this folder')
    .addHelpText('after', sandboxHelp)
    .action(async (options: SandboxCommandOptions) => {
      const { sandboxCommand } = await import('./sandbox-command.ts');
      finish(await sandboxCommand(host, options));
    });
}

function addDemo(program: Command, host: Host, finish: Finish): void {
  program
    .command('demo')
    .description('one night with the sandbox and the embedded PostgreSQL: no server, no account, no Docker')
    .action(async () => {
      const { demoCommand } = await import('./demo-command.ts');
      finish(await demoCommand(host));
    });
}

function withDayOptions(command: Command): Command {
  return command
    .option('--days-ago <n>', 'the day N days before today')
    .option('--date <day>', 'this day, YYYY-MM-DD')
    .option('--from <day>', 'first of several days, with --to')
    .option('--to <day>', 'last of several days, inclusive');
}

function withEnvironmentOptions(command: Command): Command {
  return command
    .option('--env-file <file>', 'env file (default: .env)')
    .addOption(
      new Option(
        '--embedded',
        'use the embedded PostgreSQL in .callq/ instead of DATA_BASE (for first steps only)',
      ),
    );
}
