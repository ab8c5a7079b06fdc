import type { ProxiedAnswer } from './proxy.ts';
import { startProxy } from './proxy.ts';
import type { TestServer } from './http-server.ts';

/** Makes an answer out of everything that must not be repeated: the whole exchange, credentials and personal data inside. */
export type Shape = (everything: string) => Pick<ProxiedAnswer, 'status' | 'body'>;

/** An error of a service with everything in each of its fields. */
export const refusal =
  (status: number): Shape =>
  (all) => ({
    status,
    body: JSON.stringify({
      error: { message: all, type: all, param: all, code: all, status: all, details: [{ reason: all }] },
      ...{ message: all, detail: all, error_description: all },
    }),
  });
export const oauthRefusal =
  (status: number): Shape =>
  (all) => ({ status, body: JSON.stringify({ error: all, error_description: all }) });
export const page =
  (status: number): Shape =>
  (all) => ({ status, body: `<!doctype html><p>${all}</p>` });
export const brokenJson: Shape = (all) => ({
  status: 200,
  body: `{"items": [{"text": ${JSON.stringify(all)}`,
});
export const plainText: Shape = (all) => ({ status: 200, body: all });

/** Known fields of all services, each of a type that it never has. */
export const wrongTypes: Shape = (all) => ({
  status: 200,
  body: JSON.stringify({
    ...{ accessToken: [all], items: all, nextPage: all, access_token: { all }, range: [all], values: all },
    ...{ firstOperatorId: [all], transcriptionParts: [{ phrases: [{ phraseText: [all] }] }], choices: all },
  }),
});
export const wrongList: Shape = (all) => ({
  status: 200,
  body: JSON.stringify([{ id: all, name: all, type: 'workGroup' }]),
});
/** A listing whose entries are all wrong somewhere. */
export const wrongItems: Shape = (all) => {
  const item = { segmentId: 7, startDate: '2026-11-03T10:00:00', duration: 60, clientPhoneNumber: all };
  const fields = ['segmentId', 'startDate', 'duration', 'operatorUserFullName', 'clientPhoneNumber'];
  const items = fields.map((field, index) => ({ ...item, segmentId: index + 1, [field]: [all] }));
  return { status: 200, body: JSON.stringify({ items: [...items, all], nextPage: null }) };
};
/** A completion with everything where text may stand. */
export const completion =
  (content: (all: string) => unknown, finishReason = 'stop'): Shape =>
  (all) => {
    const message = { role: 'assistant', content: content(all), reasoning_content: all };
    return {
      status: 200,
      body: JSON.stringify({ model: all, choices: [{ index: 0, finish_reason: finishReason, message }] }),
    };
  };

export interface HostileServer extends TestServer {
  /** Everything that was sent back. */
  readonly sent: readonly string[];
}

/**
 * A server that says everything it hears and knows to requests of this place: in these shapes in turn, and always in the
 * same one to requests about the same call, so that each shape is the last word about some call.
 */
export async function startHostileServer(
  target: string,
  place: RegExp,
  shapes: readonly Shape[],
): Promise<HostileServer> {
  const sent: string[] = [];
  const shapeOfCall = new Map<string, Shape>();
  const server = await startProxy({
    target,
    alter: (answer, request) => {
      if (!place.test(request.path)) return answer;
      const everything = JSON.stringify([request.headers, request.body, answer.headers, answer.body]);
      const call = callOf(request.body);
      const known = call === null ? undefined : shapeOfCall.get(call);
      const shape = known ?? shapes[(call === null ? sent.length : shapeOfCall.size) % shapes.length]!;
      if (call !== null) shapeOfCall.set(call, shape);
      const { status, body } = shape(everything);
      sent.push(body);
      // Headers cannot hold every text, but a key.
      const said = (request.headers.authorization ?? 'Bearer sk-callq-sandbox-key').slice(0, 60);
      return {
        status,
        body,
        headers: {
          ...{
            'content-type': 'application/json',
            'retry-after': '0.05',
            location: `http://127.0.0.1/${said}`,
          },
          ...{ 'x-correlation-id': said, 'x-litellm-call-id': said, 'x-callq-sandbox': 'true' },
        },
      };
    },
  });
  return Object.assign(server, { sent });
}

/** What tells the calls apart in requests for a transcript or a completion; NULL in all others. */
function callOf(body: string): string | null {
  return /^\{"segmentId":\d+/u.exec(body)?.[0] ?? /"content":"(?:[^"\\]|\\.)*"/u.exec(body)?.[0] ?? null;
}
