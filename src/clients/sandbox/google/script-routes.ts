import { randomBytes } from 'node:crypto';
import type { Answer } from '../server/answer.ts';
import type { Route, ServiceRequest } from '../server/service.ts';

/** The web app of both departments, below the origin of the imitated Google. */
const scriptPath = '/macros/s/AKfycbSandbox0000000000000000000000000/exec';
const mostEchoes = 100;

/**
 * An Apps Script web app: runs the function, then sends to another host for its answer, as script.google.com sends to
 * script.googleusercontent.com. Published for anyone unless a fault says otherwise.
 */
export function createScriptRoutes(): readonly Route[] {
  const echoes = new Map<string, string>();
  return [
    {
      sort: 'script',
      method: 'GET',
      path: new RegExp(`^${scriptPath}$`),
      label: '/macros/s/{id}/exec',
      answer: (request) => runScript(request, echoes),
    },
    {
      sort: 'echo',
      method: 'GET',
      path: /^\/macros\/echo$/,
      label: '/macros/echo',
      answer: (request) => {
        const text = echoes.get(request.query.get('user_content_key') ?? '');
        if (text === undefined || !isOtherHost(request)) return page(404, 'Страница не найдена');
        return { status: 200, headers: { 'content-type': 'text/plain; charset=utf-8' }, body: text };
      },
    },
    {
      sort: 'echo',
      method: 'GET',
      path: /^\/ServiceLogin$/,
      label: '/ServiceLogin',
      answer: () =>
        page(200, 'Google Аккаунты: вход', '<form id="gaia_loginform"><input name="identifier"></form>'),
    },
  ];
}

function runScript(request: ServiceRequest, echoes: Map<string, string>): Answer {
  const action = request.query.get('action') ?? '';
  const kind = request.fault?.kind;
  if (kind === 'log-in') return redirect(`${otherHost(request)}/ServiceLogin?passive=1209600&continue=x`);
  if (kind === 'script-error')
    return page(200, 'Ошибка', `<div>TypeError: ${action} is not a function</div>`);
  if (kind === 'endless-redirect') return redirect(`${request.path}?action=${encodeURIComponent(action)}`);
  if (kind === 'plain-redirect') return redirect('http://script.example.org/macros/echo');
  if (action === '') return page(200, 'Error', 'Script function not found: doGet');
  if (echoes.size >= mostEchoes) echoes.clear();
  const key = randomBytes(16).toString('base64url');
  echoes.set(key, `done: ${action}`);
  return redirect(`${otherHost(request)}/macros/echo?user_content_key=${key}&lib=sandbox`);
}

/** The same server under its other name. */
function otherHost({ headers }: ServiceRequest): string {
  const port = headers.host?.split(':').at(-1) ?? '';
  return `http://${headers.host?.startsWith('localhost') === true ? '127.0.0.1' : 'localhost'}:${port}`;
}

function isOtherHost({ headers }: ServiceRequest): boolean {
  return headers.host?.startsWith('localhost') === true;
}

function redirect(location: string): Answer {
  return {
    status: 302,
    headers: { location, 'content-type': 'text/html; charset=utf-8' },
    body: '<html>Moved</html>',
  };
}

function page(status: number, title: string, body = ''): Answer {
  return {
    status,
    headers: { 'content-type': 'text/html; charset=utf-8' },
    body: `<!DOCTYPE html><html><head><title>${title}</title></head><body>${body}</body></html>`,
  };
}
