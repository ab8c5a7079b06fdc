import type { ExportedCall } from '../../domain/exported-call.ts';

/** The calls as one JSON object, a call a line: what a program reads; nothing is shortened or escaped beyond JSON. */
export async function* writeJson(
  calls: AsyncIterable<ExportedCall>,
  about: { readonly department: number; readonly timeZone: string; readonly days: readonly string[] },
): AsyncGenerator<string, void, undefined> {
  yield `${JSON.stringify(about).slice(0, -1)},"calls":[`;
  let isFirst = true;
  for await (const call of calls) {
    yield `${isFirst ? '' : ','}\n${JSON.stringify(call)}`;
    isFirst = false;
  }
  yield '\n]}\n';
}
