import type { EnvironmentSource } from '../../config/load-environment.ts';
import { gatherEnvironment } from '../../config/load-environment.ts';
import { allNames, parseConfig } from '../../config/parse-config.ts';
import { readPromptTemplate } from '../../clients/prompts/read-prompt-template.ts';
import { StopRunError } from '../../domain/errors.ts';
import type { Host } from '../host.ts';
import { readSpending } from '../read-spending.ts';
import type { Examination, Seen } from './examination.ts';
import { atOnce } from './examination.ts';
import type { Remark } from './finding.ts';
import { error, good, warning } from './finding.ts';

/** Every problem of the settings is a line of its own; the other checks go on with those that are right. */
export function examineSettings(
  examination: Examination,
  host: Host,
  source: EnvironmentSource,
): Promise<Seen<null>> {
  return examination.begin({ name: 'settings', needs: [], after: atOnce }, () => {
    const { environment, problems } = gatherEnvironment(source);
    const config = parseConfig(environment, allNames);
    const remarks: Remark[] = problems.map((problem) => error(problem));
    if (config.ok) {
      remarks.push(...remarksOnSpending(host, config.value));
      if (config.value.CHECK_DAY_AGO === 0) {
        remarks.push(
          warning('CHECK_DAY_AGO is 0: a run takes today, which is not over yet. Usual is 1 or 2.'),
        );
      }
    } else {
      // What comes from a file that cannot be read was named already.
      const others = config.problems.filter((problem) => !isOfSecretFile(problem, environment));
      remarks.push(...others.map((problem) => error(problem)));
    }
    const given = allNames.filter((name) => environment[name] !== undefined).length;
    const told = `${given} given, the other ${allNames.length - given} have their defaults`;
    return Promise.resolve({ remarks: remarks.length === 0 ? [good(told)] : remarks, value: null });
  });
}

export function examinePromptFile(examination: Examination, host: Host): Promise<Seen<null>> {
  return examination.begin(
    { name: 'prompt file', needs: ['PROMPT_FILE'], after: atOnce },
    async ({ config }) => {
      const { parts } = await readPromptTemplate(config.PROMPT_FILE, host.workingDirectory);
      const holdsInstructions = parts.some(
        (part) => 'placeholder' in part && part.placeholder === 'custom_instructions',
      );
      const remark = holdsInstructions
        ? good(`${config.PROMPT_FILE} holds all placeholders`)
        : warning(
            `${config.PROMPT_FILE} has no {custom_instructions}: the instructions of the spreadsheet reach no model. Add it where they belong.`,
          );
      return { remarks: [remark], value: null };
    },
  );
}

function isOfSecretFile(problem: string, environment: Readonly<Record<string, string>>): boolean {
  const name = problem.slice(0, problem.indexOf(':'));
  return environment[name] === undefined && environment[`${name}_FILE`] !== undefined;
}

function remarksOnSpending(host: Host, config: Parameters<typeof readSpending>[1]): readonly Remark[] {
  try {
    readSpending(host, config);
    return [];
  } catch (caught) {
    if (caught instanceof StopRunError) return [error(caught.message)];
    throw caught;
  }
}
