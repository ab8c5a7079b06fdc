import { InvalidArgumentError } from 'commander';

import type { CallState } from '../domain/call-state.ts';
import { callStates } from '../domain/call-state.ts';

/** Readers of option values; commander prints what they throw beside the option's name. */

/** The same bounds as LLM_CONCURRENCY. */
export function concurrency(text: string): number {
  const value = positiveInteger(text);
  if (value > 512) throw new InvalidArgumentError('It must be a whole number from 1 to 512.');
  return value;
}

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
  return [...earlier, callId(text)];
}

export function states(text: string, earlier: readonly CallState[] = []): CallState[] {
  const state = callStates.find((known) => known === text);
  if (state === undefined) throw new InvalidArgumentError(`States are ${callStates.join(', ')}.`);
  return [...earlier, state];
}

export function callId(text: string): number {
  if (!/^\d{1,16}$/u.test(text) || !Number.isSafeInteger(Number(text))) {
    throw new InvalidArgumentError('It must be the segmentId of a call, a whole number.');
  }
  return Number(text);
}

/** Days only: months and years are of different lengths, and this removes for good. */
export function age(text: string): number {
  if (!/^[1-9]\d{0,4}d$/u.test(text)) {
    throw new InvalidArgumentError('It must be a number of days of 1 or more, such as 365d.');
  }
  return Number(text.slice(0, -1));
}

/** A file; `-` is stdout. An empty one would be the working directory. */
export function outputName(text: string): string {
  if (text.trim() === '') throw new InvalidArgumentError('It must not be empty.');
  return text;
}

/** A file or folder of a command that has nothing for stdout. */
export function placeName(text: string): string {
  if (text === '-') throw new InvalidArgumentError('It must be a name: this does not go to stdout.');
  return outputName(text);
}
