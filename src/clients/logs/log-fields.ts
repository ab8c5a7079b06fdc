import { cleanText } from '../../domain/clean-text.ts';
import type { DebugFields, LogFields } from '../../domain/ports.ts';

type Form = RegExp | 'number';

/**
 * The only fields that a line can have, and how their values look. What has another name is left out, and a text of another
 * form is not shown: a field cannot carry a sentence, a phone number with its blanks, or an error with what it quotes.
 */
const forms: Readonly<Record<keyof LogFields, Form>> = {
  callId: 'number',
  runId: /^\d{1,19}$/u,
  day: /^\d{4}-\d{2}-\d{2}$/u,
  stage: /^[a-z_]{1,40}$/u,
  failureClass: /^[\w.-]{1,60}$/u,
  status: 'number',
  attempt: 'number',
  delayMs: 'number',
  count: 'number',
  host: /^[\w.:[\]-]{1,255}$/u,
  model: /^[\w.:/@+-]{1,200}$/u,
  correlationId: /^[\w.:-]{1,100}$/u,
};

/** Names are for whoever looks into one night on purpose. */
const debugForms: Readonly<Record<keyof DebugFields, Form>> = {
  ...forms,
  operatorName: /^[\p{L}\p{M}\p{N} .,'’()-]{1,200}$/u,
};

const notShown = '(not shown)';
/** Longer messages are cut, in characters. */
const longestMessage = 2000;

/** The fields of a line, closed at run time as well: types do not hold what comes from outside. */
export function fieldsOfLine(level: 'debug' | 'info' | 'warn' | 'error', given: DebugFields): LogFields {
  const allowed = level === 'debug' ? debugForms : forms;
  const values = given as Readonly<Record<string, unknown>>;
  return Object.fromEntries(
    Object.entries(allowed).flatMap(([name, form]) => {
      const value = values[name];
      return value === undefined ? [] : [[name, hasForm(value, form) ? value : notShown]];
    }),
  );
}

function hasForm(value: unknown, form: Form): boolean {
  return form === 'number' ? Number.isFinite(value) : typeof value === 'string' && form.test(value);
}

/** A message without control characters, which could write into a terminal or forge a line, and of bounded length. */
export function messageOfLine(message: string): string {
  const clean = cleanText(message).replaceAll(/[\p{Cc}\u2028\u2029]+/gu, (control) =>
    control === '\n' ? control : ' ',
  );
  return clean.length <= longestMessage ? clean : `${clean.slice(0, longestMessage)} …`;
}
