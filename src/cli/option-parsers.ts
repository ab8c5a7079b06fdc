import { InvalidArgumentError } from 'commander';

/** Readers of option values; commander prints what they throw beside the option's name. */

export function positiveInteger(text: string): number {
  if (!/^[1-9]\d{0,8}$/u.test(text))
    throw new InvalidArgumentError('It must be a whole number of 1 or more.');
  return Number(text);
}

/** Up to 65,533: the sandbox takes this port and the two after it. */
export function portNumber(text: string): number {
  if (!/^\d{1,5}$/u.test(text) || Number(text) > 65_533)
    throw new InvalidArgumentError('It must be a port number.');
  return Number(text);
}

export function callIds(text: string, earlier: readonly number[] = []): number[] {
  if (!/^\d{1,16}$/u.test(text) || !Number.isSafeInteger(Number(text))) {
    throw new InvalidArgumentError('It must be the segmentId of a call, a whole number.');
  }
  return [...earlier, Number(text)];
}
