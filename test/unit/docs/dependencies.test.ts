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

it('allowScripts of package.json denies exactly the install scripts that the lock file knows of', () => {
  const { allowScripts } = JSON.parse(readDocument('package.json')) as { allowScripts: object };
  const { packages } = JSON.parse(readDocument('package-lock.json')) as {
    packages: Record<string, { hasInstallScript?: boolean; resolved?: string }>;
  };
  const withScript = Object.entries(packages).filter(([, { hasInstallScript }]) => hasInstallScript);
  const names = withScript.map(([path]) => path.split('node_modules/').at(-1));
  expect(Object.keys(allowScripts).sort()).toEqual(names.sort());
  expect(Object.values(allowScripts).every((allowed) => allowed === false)).toBe(true);
  expect(Object.values(packages).filter(({ resolved }) => resolved !== undefined)).toEqual([]);
});
