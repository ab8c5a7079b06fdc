import { describeError, exitCodeOfError } from './describe-error.ts';
import type { Host } from './host.ts';

/** Says on stderr why a command did not come to its end, and returns its exit code. */
export function reportFailure(host: Host, error: unknown): number {
  host.stderr.write(`callq: ${describeError(error)}\n`);
  return exitCodeOfError(error);
}
