import { gatherEnvironment } from '../../config/load-environment.ts';
import type { ConfigName } from '../../config/parse-config.ts';
import { parseConfig } from '../../config/parse-config.ts';
import type { Variable, VariableName } from '../../config/variables.ts';
import { variables } from '../../config/variables.ts';
import { quoteValue } from '../../config/write-environment.ts';
import { Examination } from '../doctor/examination.ts';
import { findingLine } from '../doctor/print-findings.ts';
import type { Host } from '../host.ts';
import { Resources } from '../resources.ts';
import type { Prompter } from './prompter.ts';
import type { Step } from './steps.ts';
import { steps } from './steps.ts';

/** Values by name, as they will stand in the env file. */
type Values = Readonly<Record<string, string>>;

/** Asks step by step and tries what was entered; a value that does not work is entered again, or kept on purpose. */
export async function askSettings(host: Host, prompter: Prompter, before: Values): Promise<Values> {
  let values = before;
  for (const step of steps) {
    prompter.say(`\n${step.title}\n`);
    for (;;) {
      for (const name of step.names) values = await askSetting(prompter, name, values);
      if (await tryStep(host, prompter, step, values)) break;
      const next = await prompter.choose('That does not work yet.', [
        { value: 'again', label: 'enter it again' },
        { value: 'keep', label: 'keep it as it is' },
      ]);
      if (next === 'keep') break;
    }
  }
  return values;
}

async function askSetting(prompter: Prompter, name: VariableName, values: Values): Promise<Values> {
  // A secret that comes from a file stays where it is.
  if (values[`${name}_FILE`] !== undefined) return values;
  const variable: Variable | undefined = variables.find((known) => known.name === name);
  const { meaning = '', secretFile = false, default: usual } = variable ?? {};
  const known = values[name];
  const validate = (answer: string): string | undefined =>
    problemWith(name, secretFile && answer === '' ? (known ?? '') : answer);
  if (!secretFile) {
    const suggestion = known ?? usual ?? suggestionFor(name, values);
    const answer = await prompter.askText({ message: `${name}: ${meaning}`, suggestion, validate });
    const entered = spreadsheetId(name, answer);
    return entered === usual && known === undefined ? values : { ...values, [name]: entered };
  }
  const kept = known === undefined ? '' : ' (Enter keeps the one that is there)';
  const answer = await prompter.askSecret({ message: `${name}: ${meaning}${kept}`, validate });
  return answer === '' ? values : { ...values, [name]: answer };
}

function problemWith(name: VariableName, answer: string): string | undefined {
  if (answer.trim() === '') return 'It is needed.';
  if (name === 'JSON_AUTH' && answer.trim().startsWith('{')) {
    return 'Save the JSON in a file and enter its path: here it would stand on the screen.';
  }
  const isRead = (known: string): known is ConfigName => known === name;
  const parsed = isRead(name) ? parseConfig({ [name]: answer }, [name]) : null;
  if (parsed?.ok === false) return parsed.problems.join(' ');
  if (quoteValue(answer) !== null) return undefined;
  return `An env file cannot hold this value. Put it in a file and set ${name}_FILE to its path.`;
}

/** The prompt files that come with CallQ are named after their department. */
function suggestionFor(name: VariableName, { DEPARTAMENT_ID: department = '1' }: Values): string {
  return name === 'PROMPT_FILE' ? `prompts/department${department}_prompt.txt` : '';
}

/** People copy the address of a spreadsheet. */
function spreadsheetId(name: VariableName, answer: string): string {
  if (name !== 'REQUIREMENTS_SHEET_ID') return answer.trim();
  return /\/spreadsheets\/d\/([\w-]+)/u.exec(answer)?.[1] ?? answer.trim();
}

/** False when something is wrong. What was entered wins over the shell's, which is what a run elsewhere will see. */
async function tryStep(host: Host, prompter: Prompter, step: Step, values: Values): Promise<boolean> {
  const { environment } = gatherEnvironment({
    environment: { ...host.environment, ...values },
    workingDirectory: host.workingDirectory,
    envFile: 'none',
    overrides: {},
  });
  return Resources.using(async (resources) => {
    const examination = new Examination({ environment, interruption: host.interruption });
    step.examine(examination, host, resources);
    let works = true;
    for await (const finding of examination.findings()) {
      if (step.tells?.includes(finding.check) === false) continue;
      prompter.say(findingLine(finding));
      if (finding.judgement === 'error') works = false;
    }
    return works;
  });
}
