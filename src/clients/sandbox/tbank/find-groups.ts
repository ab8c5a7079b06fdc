import { jsonAnswer, type Answer } from '../server/answer.ts';
import type { ServiceRequest } from '../server/service.ts';
import { agentGroups } from '../world/credentials.ts';
import { refuse } from './tbank-errors.ts';

interface OrganizationalUnit {
  readonly id: number;
  readonly name: string;
  readonly type: 'workGroup' | 'user';
  readonly folder: string;
}

/** Groups and people; parts of the wanted names occur in others, one name occurs twice. */
const units: readonly OrganizationalUnit[] = [
  { id: 71, name: 'Торговые представители (архив)', type: 'workGroup', folder: 'Архив' },
  { ...agentGroups[1], type: 'workGroup', folder: 'Продажи' },
  { id: 79, name: 'Офис-менеджеры — стажёры', type: 'workGroup', folder: 'Учебный центр' },
  { ...agentGroups[2], type: 'workGroup', folder: 'Продажи' },
  { id: 81, name: 'Двойная группа', type: 'workGroup', folder: 'Самара' },
  { id: 82, name: 'Двойная группа', type: 'workGroup', folder: 'Казань' },
  { id: 83, name: 'Пустая группа', type: 'workGroup', folder: 'Архив' },
  { id: 5011, name: 'Торговые представители Тест Тестович', type: 'user', folder: 'Самара' },
  { id: 5012, name: 'Помощник Офис-менеджеры', type: 'user', folder: 'Пермь' },
];

/** The department whose calls a group's filter means; `null` for a group without calls, `undefined` for no group. */
export function departmentOfGroup(id: number): 1 | 2 | null | undefined {
  if (id === agentGroups[1].id) return 1;
  if (id === agentGroups[2].id) return 2;
  return units.some((unit) => unit.id === id && unit.type === 'workGroup') ? null : undefined;
}

/** Answers autocomplete-search: everything whose name holds the term. */
export function findGroups(request: ServiceRequest): Answer {
  const term = request.query.get('term')?.trim().toLowerCase() ?? '';
  if (term === '') refuse(400, 'query parameter term is required');
  const type = request.query.get('type');
  if (type !== null && type !== '' && type !== 'workGroup' && type !== 'user') refuse(400, 'unknown type');
  const found = units.filter(
    (unit) => unit.name.toLowerCase().includes(term) && (!type || unit.type === type),
  );
  return jsonAnswer(
    200,
    found.map(({ id, name, type: unitType, folder }) => ({
      id,
      name,
      externalId: `ext-${id}`,
      breadCrumbs: `Компания / ${folder}`,
      type: unitType,
    })),
  );
}
