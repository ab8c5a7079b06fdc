import { jsonAnswer, type Answer } from '../server/answer.ts';
import type { ServiceRequest } from '../server/service.ts';
import type { CallPlanner } from '../world/call-plan.ts';
import { checkListRequest } from './check-list-request.ts';
import { sliceDays, takeCalls } from './select-calls.ts';
import { writeCallItem } from './write-call-item.ts';

/** Answers callsessions: one page, made anew for every request. */
export function listCalls(request: ServiceRequest, planner: CallPlanner): Answer {
  const list = checkListRequest(request);
  const shift = request.fault?.kind === 'shift-page' && list.page > 1 ? 1 : 0;
  const offset = (list.page - 1) * list.itemsPerPage - shift;
  const { keys, more } = takeCalls(sliceDays(planner, list), offset, list.itemsPerPage + shift);
  const items = keys.map((key) => writeCallItem(planner.plan(key)));
  if (request.fault?.kind === 'repeat-page') return jsonAnswer(200, { items, nextPage: list.page });
  if (more && request.fault?.kind !== 'no-next-page')
    return jsonAnswer(200, { items, nextPage: list.page + 1, totalIsExact: false });
  // The end of the list is either a null or no field at all.
  return jsonAnswer(200, list.page % 2 === 1 ? { items, nextPage: null } : { items });
}
