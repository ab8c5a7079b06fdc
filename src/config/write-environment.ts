import { parseEnvFile } from './load-environment.ts';
import type { Variable } from './variables.ts';
import { variables } from './variables.ts';

/** Means the same to every reader of env files, shells included. */
const plainPattern = /^[\w./:@%+,=-]+$/u;

/**
 * A value as an env file holds it, so that it reads back the same; NULL when no way of writing does that, as for a text
 * with all three kinds of quotes that begins with one. Single quotes come first: in double ones Docker Compose expands `$`.
 */
export function quoteValue(value: string): string | null {
  if (plainPattern.test(value)) return value;
  const escaped = value.replaceAll('\n', String.raw`\n`).replaceAll('\r', String.raw`\r`);
  const ways = [wrap(value, "'"), wrap(escaped, '"'), wrap(value, '"'), wrap(value, '`'), value];
  return ways.find((written) => written !== null && readsBack(written, value)) ?? null;
}

/** NULL where the end of the value would not be found, or only thanks to what follows it. */
function wrap(value: string, quote: string): string | null {
  return value.includes(quote) || value.endsWith('\\') ? null : quote + value + quote;
}

/** Read by what will read it, among lines that an unfinished value would run into. */
function readsBack(written: string, value: string): boolean {
  const lines = [`BEFORE='1'`, `NAME=${written}`, `SINGLE='#'`, 'DOUBLE="#"', 'TICK=`#`', ''];
  const { BEFORE, NAME, SINGLE, DOUBLE, TICK, ...others } = parseEnvFile(lines.join('\n'));
  const neighbours = [BEFORE, SINGLE, DOUBLE, TICK].join('');
  return NAME === value && neighbours === '1###' && Object.keys(others).length === 0;
}

/**
 * An env file with every setting there is: what has a value holds it, what is required and has none is left empty, and
 * the rest stands as a comment with its default. Names that CallQ does not know are kept at the end.
 * @param values must be quotable; see quoteValue
 */
export function writeEnvironment(values: Readonly<Record<string, string>>): string {
  const known: string[] = variables.flatMap(({ name }) => [name, `${name}_FILE`]);
  const others = Object.entries(values).filter(([name]) => !known.includes(name));
  return [
    '# Settings of CallQ for one department. The real environment wins over this file; an empty value means "not set".',
    '# Lines that begin with # show the default. `callq doctor` tells whether all is right.',
    '',
    ...variables.flatMap((variable: Variable) => [...linesOf(variable, values), '']),
    ...others.map(([name, value]) => `${name}=${quoteValue(value) ?? ''}`),
  ]
    .join('\n')
    .replace(/\n*$/u, '\n');
}

function linesOf(variable: Variable, values: Readonly<Record<string, string>>): string[] {
  const { name, meaning, required = false, secretFile = false } = variable;
  const file = `${name}_FILE`;
  const comment = `# ${meaning}${required ? ' (required)' : ''}`;
  if (values[file] !== undefined) return [comment, `${file}=${quoteValue(values[file]) ?? ''}`];
  const instead = secretFile ? [`# ${file}=`] : [];
  const value = values[name];
  if (value !== undefined) return [comment, `${name}=${quoteValue(value) ?? ''}`];
  const line = required ? `${name}=` : `# ${name}=${variable.default ?? ''}`;
  return [comment, line, ...instead];
}
