import type { ServiceRequest } from '../server/service.ts';
import { dayMs, parseWallTime, type WallTime } from '../world/moscow-time.ts';
import { departmentOfGroup } from './find-groups.ts';
import { readJsonBody, requireFields, requireInteger } from './read-json-body.ts';
import { refuse } from './tbank-errors.ts';

/** A request for a page of calls, checked. */
export interface ListRequest {
  readonly min: WallTime;
  readonly max: WallTime;
  readonly departments: readonly (1 | 2)[];
  /** From 1. */
  readonly page: number;
  readonly itemsPerPage: number;
}

const largestPage = 1000;
const longestPeriodDays = 92;

/** Checks the body of callsessions as strictly as the documents allow. */
export function checkListRequest(request: ServiceRequest): ListRequest {
  const body = readJsonBody(request, ['filters', 'paging']);
  const filters = requireFields(body['filters'], ['date', 'agent', 'isNGramSearch'], 'filters');
  if (typeof filters['isNGramSearch'] !== 'boolean') refuse(400, 'filters.isNGramSearch must be a boolean');
  const paging = requireFields(body['paging'], ['page', 'itemsPerPage', 'itemsCount'], 'paging');
  requireInteger(paging['itemsCount'], 0, 'paging.itemsCount');
  const itemsPerPage = requireInteger(paging['itemsPerPage'], 1, 'paging.itemsPerPage');
  if (itemsPerPage > largestPage) refuse(400, `paging.itemsPerPage must be at most ${largestPage}`);
  return {
    ...checkPeriod(filters['date']),
    departments: checkAgents(filters['agent']),
    page: requireInteger(paging['page'], 1, 'paging.page'),
    itemsPerPage,
  };
}

function checkPeriod(value: unknown): { min: WallTime; max: WallTime } {
  const date = requireFields(value, ['min', 'max'], 'filters.date');
  const [min, max] = [date['min'], date['max']].map((text) =>
    typeof text === 'string' ? parseWallTime(text) : undefined,
  );
  if (min === undefined || max === undefined) {
    refuse(400, 'filters.date.min and max must look like 2026-11-20 00:00:00');
  }
  if (max < min) refuse(400, 'filters.date.max is before min');
  if (max - min > longestPeriodDays * dayMs)
    refuse(400, `the period is longer than ${longestPeriodDays} days`);
  return { min, max };
}

function checkAgents(value: unknown): (1 | 2)[] {
  if (!Array.isArray(value) || value.length === 0) refuse(400, 'filters.agent must be a list with an entry');
  const departments = value.map((entry, place) => {
    const agent = requireFields(entry, ['id', 'type', 'title'], `filters.agent[${place}]`);
    const id = requireInteger(agent['id'], 1, `filters.agent[${place}].id`);
    if (agent['type'] !== 'workGroup') refuse(400, `filters.agent[${place}].type must be workGroup`);
    if (typeof agent['title'] !== 'string') refuse(400, `filters.agent[${place}].title must be a string`);
    const department = departmentOfGroup(id);
    if (department === undefined) refuse(400, `filters.agent[${place}].id: there is no such group`);
    return department;
  });
  return ([1, 2] as const).filter((department) => departments.includes(department));
}
