import { gatherEnvironment } from '../config/load-environment.ts';
import type { ConfigName } from '../config/parse-config.ts';
import type { Interruption } from '../domain/exit-code.ts';
import { exitCodeOfDoctor, interruptionCodes } from '../domain/exit-code.ts';
import type { DayOptions } from './choose-days.ts';
import { chooseDays } from './choose-days.ts';
import { Examination } from './doctor/examination.ts';
import { examineGroup, examineListing, examineLogin } from './doctor/examine-calls.ts';
import {
  examineContents,
  examineKindOfCalls,
  examinePooler,
  examineServer,
} from './doctor/examine-database.ts';
import {
  examineAppsScript,
  examineMetricsFile,
  examineReportFolder,
  examineResultsSheet,
} from './doctor/examine-exports.ts';
import { examineGateway, examineQuestion } from './doctor/examine-gateway.ts';
import { examineClock, examineDisk, examineTimeZone } from './doctor/examine-machine.ts';
import { examinePromptFile, examineSettings } from './doctor/examine-settings.ts';
import { examineSpreadsheet } from './doctor/examine-spreadsheet.ts';
import type { Finding } from './doctor/finding.ts';
import { closingLine, findingLine } from './doctor/print-findings.ts';
import type { Host } from './host.ts';
import { Resources } from './resources.ts';
import type { EnvironmentOptions } from './settings.ts';
import { sourceOf } from './settings.ts';

export interface DoctorOptions extends EnvironmentOptions, Pick<DayOptions, 'daysAgo' | 'date'> {
  readonly ask?: boolean;
  readonly json?: boolean;
}

/** `callq doctor`: looks at everything a run needs and changes nothing. */
export async function doctorCommand(host: Host, options: DoctorOptions): Promise<number> {
  const { daysAgo, date } = options;
  // Flags that contradict each other are told before anything is asked.
  chooseDays({ daysAgo, date, allowToday: true }, { zone: 'UTC', checkDayAgo: 0, now: host.now() });
  return Resources.using(async (resources) => {
    const examination = beginAll(host, options, resources);
    const findings: Finding[] = [];
    try {
      for await (const finding of examination.findings()) {
        findings.push(finding);
        if (options.json !== true) host.stdout.write(findingLine(finding));
      }
    } catch (error) {
      if (!host.interruption.aborted) throw error;
      return interruptionCodes[host.interruption.reason as Interruption];
    }
    const exitCode = exitCodeOfDoctor(findings.map(({ judgement }) => judgement));
    host.stdout.write(
      options.json === true ? `${JSON.stringify({ exitCode, checks: findings })}\n` : closingLine(findings),
    );
    return exitCode;
  });
}

/** In the order in which they are printed; each waits only for what it builds on. */
function beginAll(host: Host, options: DoctorOptions, resources: Resources): Examination {
  const { daysAgo, date } = options;
  const source = sourceOf(host, options);
  const { environment } = gatherEnvironment(source);
  const examination = new Examination({ environment, interruption: host.interruption });
  void examineSettings(examination, host, source);
  void examinePromptFile(examination, host);
  const reached = examineServer(examination, host, options, resources);
  const schema = examineContents(examination, host, reached);
  void examinePooler(examination, reached);
  const isSet = (name: ConfigName): boolean => environment[name] !== undefined;
  const reader = examineSpreadsheet(examination, host);
  if (isSet('RESULTS_SHEET_NAME')) examineResultsSheet(examination, host, reader);
  if (isSet('APPS_SCRIPT_URL')) examineAppsScript(examination);
  const loggedIn = examineLogin(examination, host, resources);
  examineListing(examination, host, {
    days: { daysAgo, date },
    group: examineGroup(examination, loggedIn),
  });
  examineKindOfCalls(examination, host, schema, loggedIn);
  void examineGateway(examination, host, resources);
  if (options.ask === true) examineQuestion(examination, host, resources);
  examineClock(examination, host);
  examineDisk(examination, host);
  if (isSet('CALLQ_REPORT_DIR')) examineReportFolder(examination, host);
  if (isSet('CALLQ_METRICS_FILE')) examineMetricsFile(examination, host);
  examineTimeZone(examination, host);
  return examination;
}
