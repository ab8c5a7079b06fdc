import type { SandboxNight } from './sandbox-night.ts';

/** `callq doctor --json`, parsed. */
export interface Diagnosis {
  readonly exitCode: number | null;
  /** Everything that was printed. */
  readonly text: string;
  readonly checks: readonly {
    readonly check: string;
    readonly judgement: 'good' | 'warning' | 'error' | 'not_checked';
    readonly message: string;
    readonly facts?: Readonly<Record<string, unknown>>;
  }[];
}

export async function runDoctor(
  night: SandboxNight,
  changes: Readonly<Record<string, string>>,
  args: readonly string[] = [],
): Promise<Diagnosis> {
  const { exitCode, stdout, stderr } = await night.run(['doctor', '--json', ...args], changes);
  const report = JSON.parse(stdout) as Pick<Diagnosis, 'exitCode' | 'checks'>;
  if (report.exitCode !== exitCode) throw new Error(`it says exit ${String(report.exitCode)}: ${stderr}`);
  return { exitCode, text: stdout + stderr, checks: report.checks };
}

/** The lines of one check, each with its sign. */
export function linesOf({ checks }: Diagnosis, check: string): string[] {
  const signs = { good: '✓', warning: '!', error: '✗', not_checked: '!' };
  return checks
    .filter((line) => line.check === check)
    .map(({ judgement, message }) => `${signs[judgement]} ${message}`);
}
