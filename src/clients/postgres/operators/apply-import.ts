import type { PoolClient } from 'pg';
import { toJson } from '../bind-values.ts';
import type { PlannedLine } from './plan-import.ts';

const PLANNED = `jsonb_to_recordset($1::jsonb) AS planned (
  id integer, full_name text, department_id integer, tbank_login text, office text, supervisor text, active boolean,
  sets_login boolean, sets_office boolean, sets_supervisor boolean, sets_active boolean
)`;

const ADD_OFFICES = `
  INSERT INTO offices (name)
  SELECT DISTINCT planned.office FROM ${PLANNED}
  WHERE planned.office IS NOT NULL AND NOT EXISTS (SELECT FROM offices WHERE offices.name = planned.office)`;

const ADD_SUPERVISORS = `
  INSERT INTO supervisors (full_name)
  SELECT DISTINCT planned.supervisor FROM ${PLANNED}
  WHERE planned.supervisor IS NOT NULL
    AND NOT EXISTS (SELECT FROM supervisors WHERE supervisors.full_name = planned.supervisor)`;

const OFFICE_ID = '(SELECT min(offices.id) FROM offices WHERE offices.name = planned.office)';
const SUPERVISOR_ID =
  '(SELECT min(supervisors.id) FROM supervisors WHERE supervisors.full_name = planned.supervisor)';

/** Columns that the file does not have stay as they are. */
const UPDATE_OPERATORS = `
  UPDATE operators SET
    full_name = planned.full_name,
    department_id = planned.department_id,
    tbank_login = CASE WHEN planned.sets_login THEN planned.tbank_login ELSE operators.tbank_login END,
    office_id = CASE WHEN planned.sets_office THEN ${OFFICE_ID} ELSE operators.office_id END,
    supervisor_id = CASE WHEN planned.sets_supervisor THEN ${SUPERVISOR_ID} ELSE operators.supervisor_id END,
    active = CASE WHEN planned.sets_active THEN planned.active ELSE operators.active END
  FROM ${PLANNED}
  WHERE operators.id = planned.id`;

const ADD_OPERATORS_WITH_ID = `
  INSERT INTO operators (id, full_name, department_id, tbank_login, office_id, supervisor_id, active)
  SELECT planned.id, planned.full_name, planned.department_id, planned.tbank_login, ${OFFICE_ID}, ${SUPERVISOR_ID},
    coalesce(planned.active, true)
  FROM ${PLANNED}
  WHERE planned.id IS NOT NULL`;

/** The numbering goes on after ids that were given. */
const ADVANCE_NUMBERING = `
  SELECT setval(sequence.name, greatest((SELECT max(id) + 1 FROM operators), nextval(sequence.name)), false)
  FROM (SELECT pg_get_serial_sequence('operators', 'id')::regclass AS name) AS sequence
  WHERE sequence.name IS NOT NULL`;

const ADD_OPERATORS = `
  INSERT INTO operators (full_name, department_id, tbank_login, office_id, supervisor_id, active)
  SELECT planned.full_name, planned.department_id, planned.tbank_login, ${OFFICE_ID}, ${SUPERVISOR_ID},
    coalesce(planned.active, true)
  FROM ${PLANNED}
  WHERE planned.id IS NULL`;

/** Writes a plan inside the caller's transaction. */
export async function applyImport(client: PoolClient, planned: readonly PlannedLine[]): Promise<void> {
  const everything = toJson(planned.map(toRow));
  const added = toJson(planned.filter(({ kind }) => kind === 'add').map(toRow));
  const updated = toJson(planned.filter(({ kind }) => kind === 'update').map(toRow));
  await client.query(ADD_OFFICES, [everything]);
  await client.query(ADD_SUPERVISORS, [everything]);
  await client.query(UPDATE_OPERATORS, [updated]);
  await client.query(ADD_OPERATORS_WITH_ID, [added]);
  await client.query(ADVANCE_NUMBERING);
  await client.query(ADD_OPERATORS, [added]);
}

function toRow({ line, id }: PlannedLine): Record<string, unknown> {
  return {
    ...{
      id,
      full_name: line.fullName,
      department_id: line.departmentId,
      tbank_login: line.tbankLogin ?? null,
    },
    ...{ office: line.office ?? null, supervisor: line.supervisor ?? null, active: line.active ?? null },
    ...{ sets_login: line.tbankLogin !== undefined, sets_office: line.office !== undefined },
    ...{ sets_supervisor: line.supervisor !== undefined, sets_active: line.active !== undefined },
  };
}
