// Builds the program: src and the libraries it uses, bundled into dist. Started from some 700 separate modules, a run
// spends twice the time on its start. Types are checked by `npm run check`, not here.
import { existsSync, readdirSync, readFileSync, renameSync, rmSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { fileURLToPath } from 'node:url';
import { build } from 'esbuild';

const root = fileURLToPath(new URL('..', import.meta.url));
const dist = join(root, 'dist');
// Beside it first: a build that fails leaves the last one as it is.
const next = join(root, 'dist.next');

/**
 * Google's library imports its proxy agent by name, when there is a proxy. Of a CommonJS module such an import finds nothing
 * but `default` in a bundle, so it gets a module between that has the name.
 */
const namedProxyAgent = {
  name: 'named-proxy-agent',
  setup({ onResolve, onLoad }) {
    onResolve({ filter: /^https-proxy-agent$/ }, ({ kind, path, resolveDir }) =>
      kind === 'dynamic-import' ? { path, namespace: 'named', pluginData: resolveDir } : undefined,
    );
    onLoad({ filter: /^/, namespace: 'named' }, ({ path, pluginData: resolveDir }) => ({
      contents: `export { HttpsProxyAgent } from '${path}';`,
      resolveDir,
    }));
  },
};

rmSync(next, { recursive: true, force: true });
const { metafile } = await build({
  absWorkingDir: root,
  entryPoints: ['src/main.ts'],
  outdir: next,
  chunkNames: 'chunks/[name]-[hash]',
  bundle: true,
  // A command that is imported when it is needed stays in files of its own.
  splitting: true,
  format: 'esm',
  platform: 'node',
  target: 'node20.19',
  // What CommonJS libraries `require` from Node itself.
  banner: {
    js: `import { createRequire as createBundleRequire } from 'node:module'; const require = createBundleRequire(import.meta.url);`,
  },
  plugins: [namedProxyAgent],
  // A faster driver that pg would take if it were there.
  external: ['pg-native'],
  legalComments: 'none',
  metafile: true,
  logLevel: 'warning',
});
writeFileSync(join(next, 'THIRD-PARTY-LICENSES.txt'), licencesOf(bundledPackages(metafile)));
rmSync(dist, { recursive: true, force: true });
renameSync(next, dist);

/** Folders of the packages of which any code is in the bundle. */
function bundledPackages({ outputs }) {
  const inputs = Object.values(outputs).flatMap((output) => Object.entries(output.inputs));
  const folders = inputs
    .filter(([, { bytesInOutput }]) => bytesInOutput > 0)
    .map(([path]) => /^.*node_modules\/(?:@[^/]+\/)?[^/]+/u.exec(path)?.[0])
    .filter((folder) => folder !== undefined);
  return [...new Set(folders)].sort();
}

/** Their licences ask to be passed on with the code. */
function licencesOf(folders) {
  const texts = folders.map((folder) => {
    const { name, version, license } = JSON.parse(readFileSync(join(root, folder, 'package.json'), 'utf8'));
    return [`${name} ${version}: ${license}`, ...licenceTexts(join(root, folder))].join('\n\n');
  });
  return `${texts.join(`\n\n${'-'.repeat(80)}\n\n`)}\n`;
}

/** Its files, else what its README says below that heading. */
function licenceTexts(folder) {
  const files = readdirSync(folder).filter((file) => /^(licen[cs]e|notice|copying)/iu.test(file));
  if (files.length > 0) return files.map((file) => readFileSync(join(folder, file), 'utf8').trim());
  const readme = join(folder, 'README.md');
  const chapter = existsSync(readme)
    ? /^(?:#+ *licen[cs]e\b.*|licen[cs]e *\n-+)$[^]*/imu.exec(readFileSync(readme, 'utf8'))?.[0]
    : undefined;
  if (chapter === undefined) throw new Error(`${folder}: no licence is found to pass on`);
  return [chapter.trim()];
}
