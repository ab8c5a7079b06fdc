import type { SpreadsheetReader } from '../../clients/sheets/create-checklist-source.ts';
import { openSpreadsheets } from '../../clients/sheets/create-checklist-source.ts';
import { lintChecklist } from '../../domain/checklist-lint.ts';
import type { Host } from '../host.ts';
import type { Examination, Seen } from './examination.ts';
import { atOnce } from './examination.ts';
import { good, warning } from './finding.ts';

/** The key with the token that Google gives for it, and both sheets. */
export function examineSpreadsheet(examination: Examination, host: Host): Promise<Seen<SpreadsheetReader>> {
  const reader = examination.begin(
    { name: 'Google key', needs: ['JSON_AUTH', 'GOOGLE_SHEETS_BASE_URL'], after: atOnce },
    async ({ config, signal, logger }) => {
      const value = await openSpreadsheets(
        {
          baseUrl: config.GOOGLE_SHEETS_BASE_URL,
          serviceAccount: config.JSON_AUTH,
          workingDirectory: host.workingDirectory,
          logger,
        },
        signal,
      );
      return { remarks: [good(`Google gives ${value.clientEmail} a token`)], value };
    },
  );
  void examination.begin(
    {
      name: 'check-list',
      needs: ['REQUIREMENTS_SHEET_ID', 'REQUIREMENTS_SHEET_NAME_CHECK_LIST'],
      after: reader,
    },
    async ({ config, before }) => {
      const sheet = config.REQUIREMENTS_SHEET_NAME_CHECK_LIST;
      const { checklist, warnings } = await before.readChecklist(config.REQUIREMENTS_SHEET_ID, sheet);
      const { criteria } = checklist;
      const lint = lintChecklist(checklist).length;
      const hint =
        lint === 0
          ? 'no remarks on the wording'
          : `remarks on the wording: ${lint} (\`callq checklist\` shows them)`;
      const told = `"${sheet}" has ${criteria.length} criteria; ${hint}`;
      const remarks = warnings.map((line) => warning(`"${sheet}", ${line}`));
      return {
        remarks: [...remarks, good(told, { criteria: criteria.length, remarks: lint })],
        value: null,
      };
    },
  );
  void examination.begin(
    {
      name: 'instructions',
      needs: ['REQUIREMENTS_SHEET_ID', 'REQUIREMENTS_SHEET_NAME_PROMPT_FOR_AI'],
      after: reader,
    },
    async ({ config, before }) => {
      const sheet = config.REQUIREMENTS_SHEET_NAME_PROMPT_FOR_AI;
      const text = await before.readInstructions(config.REQUIREMENTS_SHEET_ID, sheet);
      const remark =
        text === ''
          ? warning(`"${sheet}" has nothing in column A: the model gets no instructions of the department.`)
          : good(`"${sheet}" has ${text.length} characters`, { characters: text.length });
      return { remarks: [remark], value: null };
    },
  );
  return reader;
}
