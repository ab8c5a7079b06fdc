import { stat } from 'node:fs/promises';
import { dirname, resolve } from 'node:path';

import { lookAtResultsSheet } from '../../clients/sheets/results/look-at-results-sheet.ts';
import type { Host } from '../host.ts';
import { describeResultsSheet, findMissingFunction } from '../open-export.ts';
import type { Examination, Seen } from './examination.ts';
import { atOnce } from './examination.ts';
import { findFolder } from './find-folder.ts';
import type { Remark } from './finding.ts';
import { error, good, warning } from './finding.ts';

/** The sheet that a run exports to: whether it is there and CallQ's. Nothing is written. */
export function examineResultsSheet(
  examination: Examination,
  host: Host,
  reader: Promise<Seen<unknown>>,
): void {
  void examination.begin(
    {
      name: 'results sheet',
      needs: ['JSON_AUTH', 'GOOGLE_SHEETS_BASE_URL', 'REQUIREMENTS_SHEET_ID', 'RESULTS_SHEET_NAME'],
      after: reader,
      isExtra: true,
    },
    async ({ config, signal, logger }) => {
      const { RESULTS_SHEET_NAME: sheetName = '' } = config;
      const { headerMissing, lastUsedRow } = await lookAtResultsSheet(
        describeResultsSheet(host, { config, sheetName, logger }),
        signal,
      );
      const state = headerMissing ? 'has no header yet; an export writes it' : "has CallQ's header";
      return {
        remarks: [
          good(`"${sheetName}" is there and ${state}; whether it may be written is not tried`, {
            headerMissing,
            lastUsedRow,
          }),
        ],
        value: null,
      };
    },
  );
}

/** The shape of the address only: a function that is called may change something. The address is a key, its host is shown. */
export function examineAppsScript(examination: Examination): void {
  void examination.begin(
    { name: 'Apps Script', needs: ['APPS_SCRIPT_URL', 'APPS_SCRIPT_FUNCTION'], after: atOnce },
    ({ config }) => {
      const { APPS_SCRIPT_URL: url } = config;
      const problem = findMissingFunction(config);
      if (problem !== null) return Promise.resolve({ remarks: [error(problem)], value: null });
      return Promise.resolve({ remarks: url === undefined ? [] : [judgeAddress(url)], value: null });
    },
  );
}

/** Google's web apps have two addresses; people copy the wrong one, or that of the editor. */
function judgeAddress({ host, hostname, pathname }: URL): Remark {
  const isWrong = hostname === 'script.google.com' && !pathname.endsWith('/exec');
  if (!isWrong) return good(`${host}: the shape of the address is right; it is not called here`);
  const what = pathname.endsWith('/dev')
    ? 'ends in /dev, which opens only for people with access to the script'
    : 'does not end in /exec, so it is not that of a web app';
  return warning(
    `APPS_SCRIPT_URL (${host}) ${what}: a run would end with exit 1. Deploy the script as a web app and set the address that ends in /exec.`,
  );
}

/** The folder of the reports, which a run makes when it is missing. Nothing is made here. */
export function examineReportFolder(examination: Examination, host: Host): void {
  void examination.begin(
    { name: 'report folder', needs: ['CALLQ_REPORT_DIR'], after: atOnce },
    async ({ config }) => {
      const folder = resolve(host.workingDirectory, config.CALLQ_REPORT_DIR ?? '');
      const { place, isThere, problem } = await findFolder(folder);
      const remark =
        problem === null
          ? good(isThere ? `${folder} can be written` : `${folder} is not there yet; a run makes it`)
          : warning(
              `CALLQ_REPORT_DIR ${folder} cannot be written (${problem} at ${place}): a run would end with exit 1 and no report. Give the user of CallQ the right to write there, or name another folder.`,
            );
      return { remarks: [remark], value: null };
    },
  );
}

/** The file is written beside its place and renamed, so that its folder matters; no run makes that. */
export function examineMetricsFile(examination: Examination, host: Host): void {
  void examination.begin(
    { name: 'metrics file', needs: ['CALLQ_METRICS_FILE'], after: atOnce },
    async ({ config }) => {
      const file = resolve(host.workingDirectory, config.CALLQ_METRICS_FILE ?? '');
      const problem = await findProblemOfFile(file);
      const remark =
        problem === null
          ? good(`${file} can be written`)
          : warning(
              `CALLQ_METRICS_FILE ${file} cannot be written (${problem}): nobody would see in the metrics how a run ended. Make the folder and give the user of CallQ the right to write there, or name another file.`,
            );
      return { remarks: [remark], value: null };
    },
  );
}

async function findProblemOfFile(file: string): Promise<string | null> {
  const { place, isThere, problem } = await findFolder(dirname(file));
  if (problem !== null) return `${problem} at ${place}`;
  if (!isThere) return `there is no folder ${dirname(file)}`;
  const found = await stat(file).catch(() => null);
  return found?.isDirectory() === true ? 'it is a folder' : null;
}
