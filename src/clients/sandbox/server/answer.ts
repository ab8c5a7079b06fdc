/** An answer before it goes on the wire. */
export interface Answer {
  readonly status: number;
  readonly headers?: Readonly<Record<string, string>>;
  readonly body: string;
  /** Called once the whole answer has gone out; not when it was cut or nobody waited for it any more. */
  readonly onSent?: () => void;
}

/** A JSON answer. */
export function jsonAnswer(status: number, value: unknown, headers: Record<string, string> = {}): Answer {
  return {
    status,
    headers: { 'content-type': 'application/json; charset=utf-8', ...headers },
    body: JSON.stringify(value),
  };
}

/** The page that a proxy or an anti-DDoS filter answers with. */
export function htmlAnswer(status: number): Answer {
  const title = status === 200 ? 'Проверка браузера' : `${status} Request blocked`;
  return {
    status,
    headers: { 'content-type': 'text/html; charset=utf-8' },
    body: `<!DOCTYPE html><html><head><title>${title}</title></head><body><h1>${title}</h1><p>Sandbox: HTML instead of JSON.</p></body></html>`,
  };
}

/** Thrown by a handler that refuses a request. */
export class RefusedRequest extends Error {
  readonly answer: Answer;

  constructor(answer: Answer) {
    super(`refused with status ${answer.status}`);
    this.name = 'RefusedRequest';
    this.answer = answer;
  }
}
