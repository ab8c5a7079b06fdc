import { expect, it } from 'vitest';

import { codeSpans, readDocument, tableRows } from './documents.ts';

type Packages = Record<'dependencies' | 'devDependencies' | 'optionalDependencies', Record<string, string>>;

it('docs/dependencies.md argues for exactly the packages of package.json, group by group', () => {
  const packages = JSON.parse(readDocument('package.json')) as Packages;
  const [, runTime = '', optional = '', development = ''] =
    readDocument('docs/dependencies.md').split(/^## /mu);
  const argued = (part: string): string[] =>
    tableRows(part)
      .filter(([, why = '']) => why.length > 3)
      .map(([name = '']) => codeSpans(name)[0] ?? name)
      .sort();
  expect(argued(runTime)).toEqual(Object.keys(packages.dependencies).sort());
  expect(argued(optional)).toEqual(Object.keys(packages.optionalDependencies).sort());
  expect(argued(development)).toEqual(Object.keys(packages.devDependencies).sort());
});
