import type { Checklist } from '../domain/checklist.ts';
import { lintChecklist } from '../domain/checklist-lint.ts';
import { StopRunError } from '../domain/errors.ts';
import { OperatorDirectory } from '../domain/operator-directory.ts';
import type { PhoneRegister } from '../domain/phone-register.ts';
import type { CallSource, ChecklistSource, Logger, Store } from '../domain/ports.ts';
import type { PromptTemplate } from '../domain/prompt-template.ts';
import type { Fingerprints, Yardstick } from '../domain/question.ts';
import { fingerprintsOf } from '../domain/question.ts';

export interface GatherPorts {
  readonly store: Store;
  readonly callSource: CallSource;
  readonly checklistSource: ChecklistSource;
  readonly readTemplate: () => Promise<PromptTemplate>;
  readonly logger: Logger;
}

/** What every day of an invocation shares. */
export interface Gathered {
  readonly yardstick: Yardstick;
  readonly fingerprints: Fingerprints;
  readonly directory: OperatorDirectory;
  readonly phones: PhoneRegister;
}

/** Everything that is needed before the first call: nothing is paid while one of it is wrong. */
export async function gather(
  ports: GatherPorts,
  request: {
    readonly askedModel: string;
    readonly dryRun: boolean;
  },
  signal: AbortSignal,
): Promise<Gathered> {
  const directory = new OperatorDirectory(await ports.store.activeOperators());
  if (directory.size === 0) {
    throw new StopRunError(
      'no_operators',
      `Department ${ports.store.departmentId} has no active operator, so no call could be analysed. ` +
        'Import the directory first: callq operators import FILE.csv',
    );
  }
  const [template, sheet, source] = await allOrEveryProblem(
    ports.readTemplate(),
    ports.checklistSource.read(signal),
    ports.callSource.open(signal),
  );
  if (!request.dryRun) await ports.store.claimDatabase(source.isSandbox ? 'sandbox' : 'real');
  // After the claim: nothing is written into a database that belongs to other calls.
  const phones = await ports.store.phoneRegister({ claim: !request.dryRun });
  const { checklist, instructions, warnings } = sheet;
  warnAboutChecklist(ports.logger, checklist, warnings);
  const yardstick = { template, checklist, instructions, askedModel: request.askedModel };
  return { yardstick, fingerprints: fingerprintsOf(yardstick), directory, phones };
}

/** The sheet's keeper reads the remarks with a command of its own; a run only says that there are some. */
function warnAboutChecklist(logger: Logger, checklist: Checklist, warnings: readonly string[]): void {
  for (const warning of warnings) logger.warn(`check-list, ${warning}`, { stage: 'sheets' });
  const count = lintChecklist(checklist).length;
  if (count > 0) {
    logger.info('remarks on the wording of the check-list; `callq checklist` shows them', {
      stage: 'sheets',
      count,
    });
  }
}

/** Like Promise.all, but tells all problems together, so that one look mends them. */
async function allOrEveryProblem<T extends readonly unknown[]>(
  ...tasks: { readonly [K in keyof T]: Promise<T[K]> }
): Promise<T> {
  const results = await Promise.allSettled(tasks);
  const problems = results.flatMap((result) =>
    result.status === 'rejected' ? [result.reason as unknown] : [],
  );
  const stops = problems.filter((problem) => problem instanceof StopRunError);
  const [first] = stops;
  if (first !== undefined) {
    throw new StopRunError(first.errorClass, stops.map((stop) => stop.message).join('\n'), { cause: first });
  }
  if (problems.length > 0) throw problems[0];
  return results.map((result) => (result as PromiseFulfilledResult<unknown>).value) as unknown as T;
}
