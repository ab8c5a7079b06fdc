import type { VariableName } from '../../config/variables.ts';
import type { Examination } from '../doctor/examination.ts';
import { examineGroup, examineLogin } from '../doctor/examine-calls.ts';
import { examinePooler, examineServer } from '../doctor/examine-database.ts';
import { examineGateway } from '../doctor/examine-gateway.ts';
import { examinePromptFile } from '../doctor/examine-settings.ts';
import { examineSpreadsheet } from '../doctor/examine-spreadsheet.ts';
import type { CheckName } from '../doctor/finding.ts';
import type { Host } from '../host.ts';
import type { Resources } from '../resources.ts';

/** Settings that are asked for together, and how they are tried. */
export interface Step {
  readonly title: string;
  readonly names: readonly VariableName[];
  /** The same checks as `callq doctor` has. */
  readonly examine: (examination: Examination, host: Host, resources: Resources) => void;
  /** Those whose outcome is told; all when left out. */
  readonly tells?: readonly CheckName[];
}

/** In the order in which a person is asked: what is at hand comes first. */
export const steps: readonly Step[] = [
  {
    title: 'Department',
    names: ['DEPARTAMENT_ID', 'PROMPT_FILE'],
    examine: (examination, host) => void examinePromptFile(examination, host),
  },
  {
    title: 'Database',
    names: ['DATA_BASE'],
    examine: (examination, host, resources) => {
      void examinePooler(examination, examineServer(examination, host, {}, resources));
    },
  },
  {
    title: 'Google: the key of the service account',
    names: ['JSON_AUTH'],
    examine: (examination, host) => void examineSpreadsheet(examination, host),
    tells: ['Google key'],
  },
  {
    title: 'Google: the spreadsheet',
    names: [
      'REQUIREMENTS_SHEET_ID',
      'REQUIREMENTS_SHEET_NAME_CHECK_LIST',
      'REQUIREMENTS_SHEET_NAME_PROMPT_FOR_AI',
    ],
    examine: (examination, host) => void examineSpreadsheet(examination, host),
    tells: ['check-list', 'instructions'],
  },
  {
    title: 'T-Bank TQM',
    names: ['LOGIN', 'PASSWORD', 'AGENT_GROUP_NAME'],
    examine: (examination, host, resources) => {
      void examineGroup(examination, examineLogin(examination, host, resources));
    },
  },
  {
    title: 'Gateway of the language model',
    names: ['LLM_BASE_URL', 'TOKEN_LLM', 'MODEL'],
    examine: (examination, host, resources) => void examineGateway(examination, host, resources),
  },
];
