import { type ColumnNeeds, DIRECTORY_TABLES, OLD_TABLES } from './old-columns.ts';
import type { FoundColumn } from './read-old-tables.ts';

/** What one column of the old program means for CallQ. */
export interface ColumnJudgement {
  readonly problems: readonly string[];
  readonly warnings: readonly string[];
}

const NOTHING: ColumnJudgement = { problems: [], warnings: [] };
const WHOLE_NUMBERS = ['integer', 'bigint'];

/**
 * Whether CallQ can read and fill the column.
 * @param insertsDepartments the migration has rows of `departments` to insert
 */
export function judgeColumn(found: FoundColumn, insertsDepartments: boolean): ColumnJudgement {
  const needs = OLD_TABLES[found.table]?.[found.column];
  if (needs === undefined) return judgeUnknownColumn(found, insertsDepartments);
  const name = `${found.table}.${found.column}`;
  if (found.isGenerated) {
    return problem(
      `${name} is a generated column, CallQ has to fill it. ` +
        `Run: ALTER TABLE ${found.table} ALTER COLUMN ${found.column} DROP EXPRESSION;`,
    );
  }
  const bareType = found.type.replace(/\(.*\)/, '');
  if (!needs.usable.includes(bareType)) {
    return problem(
      `${name} is ${found.type}; usable: ${needs.usable.join(', ')}. Run: ${writeTypeChange(found, needs)}`,
    );
  }
  if (needs.freeText && found.type !== bareType) {
    return warning(
      `${name} is ${found.type}: a longer text fails the call. Better: ${writeTypeChange(found, needs)}`,
    );
  }
  if (needs.fractions && (WHOLE_NUMBERS.includes(bareType) || found.type !== bareType)) {
    return warning(
      `${name} is ${found.type}: fractions are rounded. Better: ${writeTypeChange(found, needs)}`,
    );
  }
  return NOTHING;
}

function judgeUnknownColumn(found: FoundColumn, insertsDepartments: boolean): ColumnJudgement {
  if (!found.isMandatory || found.fillsItself) return NOTHING;
  const message =
    `${found.table}.${found.column} is NOT NULL without a default and unknown to CallQ, which breaks each insert. ` +
    `Run: ALTER TABLE ${found.table} ALTER COLUMN ${quoteName(found.column)} DROP NOT NULL;`;
  const isFilledByHand =
    DIRECTORY_TABLES.includes(found.table) && !(found.table === 'departments' && insertsDepartments);
  return isFilledByHand ? warning(message) : problem(message);
}

/** The command that gives the column CallQ's own type; wall time is what CALLQ_TIMEZONE means by default. */
function writeTypeChange(found: FoundColumn, needs: ColumnNeeds): string {
  const [wanted = 'text'] = needs.usable;
  const isInstant = found.type.includes('with time zone');
  const becomesInstant = wanted === 'timestamp with time zone';
  const value =
    isInstant !== becomesInstant && found.type.startsWith('timestamp')
      ? `${found.column} AT TIME ZONE 'Europe/Moscow'`
      : `${found.column}::${wanted}`;
  return `ALTER TABLE ${found.table} ALTER COLUMN ${found.column} TYPE ${wanted} USING ${value};`;
}

function quoteName(name: string): string {
  return /^[a-z_][a-z0-9_]*$/.test(name) ? name : `"${name.replaceAll('"', '""')}"`;
}

function problem(message: string): ColumnJudgement {
  return { problems: [message], warnings: [] };
}

function warning(message: string): ColumnJudgement {
  return { problems: [], warnings: [message] };
}
