import type { ClientBase } from 'pg';
import type { ReportScope, VersionRow } from '../../../domain/report-rows.ts';
import { IN_SCOPE, scopeValues } from './scope.ts';

const COUNT_VERSIONS = `
  SELECT date(calls.start_time)::text AS day, analyses.checklist_fingerprint AS checklist,
    analyses.prompt_fingerprint AS prompt, analyses.instructions_fingerprint AS instructions,
    analyses.asked_model AS "askedModel", analyses.answering_model AS "answeringModel",
    analyses.masker_version AS masker, count(*)::integer AS calls
  FROM calls LEFT JOIN analyses ON analyses.id = calls.analysis_id
  WHERE ${IN_SCOPE}
  GROUP BY date(calls.start_time), 2, 3, 4, 5, 6, 7
  ORDER BY date(calls.start_time), min(calls.start_time)`;

/** What judged the calls that are laid out now, by day, oldest first. */
export async function countVersions(client: ClientBase, scope: ReportScope): Promise<readonly VersionRow[]> {
  const { rows } = await client.query<VersionRow>(COUNT_VERSIONS, scopeValues(scope));
  return rows;
}
