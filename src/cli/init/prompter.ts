import { setMaxListeners } from 'node:events';

import type { Host } from '../host.ts';

/** Somebody pressed Ctrl-C or Esc at a question. */
export class CancelledError extends Error {
  override readonly name = 'CancelledError';
}

interface Asked {
  readonly message: string;
  /** What is wrong with an answer; undefined when nothing is. */
  readonly validate: (answer: string) => string | undefined;
}

/** Questions on a terminal. Each throws CancelledError when it is not answered. */
export interface Prompter {
  /** @param suggestion stands in the line and can be edited */
  askText(question: Asked & { readonly suggestion: string }): Promise<string>;
  /** What is typed is not shown. */
  askSecret(question: Asked): Promise<string>;
  choose<Choice extends string>(
    message: string,
    choices: readonly { readonly value: Choice; readonly label: string }[],
  ): Promise<Choice>;
  say(text: string): void;
}

/** Loads the library of prompts, which nothing else needs. */
export async function openPrompter(
  terminal: NonNullable<Host['terminal']>,
  signal: AbortSignal,
): Promise<Prompter> {
  const { isCancel, password, select, text } = await import('@clack/prompts');
  setMaxListeners(0, signal); // each question leaves one behind: no leak to warn of
  const common = { ...terminal, signal };
  const answered = <Answer>(answer: Answer): Exclude<Answer, symbol> => {
    if (isCancel(answer)) throw new CancelledError('the question was not answered');
    return answer as Exclude<Answer, symbol>;
  };
  return {
    askText: async ({ message, validate, suggestion }) =>
      answered(
        await text({
          ...common,
          message,
          initialValue: suggestion,
          validate: (answer) => validate(answer ?? ''),
        }),
      ),
    askSecret: async ({ message, validate }) =>
      answered(await password({ ...common, message, validate: (answer) => validate(answer ?? '') })),
    choose: async (message, choices) =>
      answered(await select<string>({ ...common, message, options: [...choices] })) as never,
    say: (said) => {
      terminal.output.write(said);
    },
  };
}
