import type { ServerResponse } from 'node:http';
import { commonFaultKinds, ownFaultKinds } from '../options/fault-kinds.ts';
import type { Fault } from '../options/parse-fault.ts';
import type { ServiceName } from '../options/services.ts';
import type { Answer } from './answer.ts';

/** Tells whether a fault is acted out by the service's own code rather than on the wire. */
export function isOwnFault(service: ServiceName, fault: Fault | undefined): boolean {
  return (
    fault !== undefined &&
    !Object.hasOwn(commonFaultKinds, fault.kind) &&
    Object.hasOwn(ownFaultKinds[service], fault.kind)
  );
}

/** Puts an answer on the wire, spoiled where a fault says so. */
export function writeAnswer(response: ServerResponse, answer: Answer, fault: Fault | undefined): void {
  if (response.destroyed) return;
  if (fault?.kind === 'reset-after') {
    response.socket?.resetAndDestroy();
    return;
  }
  const body = Buffer.from(answer.body, 'utf8');
  const half = body.subarray(0, body.length >> 1);
  const sent = fault?.kind === 'truncate' ? half : body;
  response.writeHead(answer.status, { ...answer.headers, 'content-length': sent.length });
  if (fault?.kind !== 'cut') {
    response.end(sent, () => {
      if (sent === body) answer.onSent?.();
    });
    return;
  }
  response.write(half, () => {
    response.socket?.destroy();
  });
}
