// Takes out of node_modules, while the image is built, what no run of CallQ loads. `npm run test:image` then shows that
// the program still works; a path below that is not there any more fails the build, so that the list stays true.
import { readdirSync, readFileSync, rmSync, statSync } from 'node:fs';
import { basename, join, relative } from 'node:path';

/** Node never loads these from node_modules: types, sources, their maps, and documents other than licences. */
const neverLoaded = /\.([cm]?ts|map|md|markdown|html|tsbuildinfo|tgz|zip|xslt)$/u;
const licence = /^(licen[cs]e|notice|copying)/iu;

/** Needed by a dependency's package.json and by none of its code that runs here; what only they need goes with them. */
const unusedPackages = [
  // For Node before 16.5, which has no streams of the web.
  'web-streams-polyfill',
  // gaxios cleans its own build with it.
  'rimraf',
];

const unusedPaths = [
  // CallQ counts with o200k_base alone; the others are vocabularies of older models, each twice, and price lists.
  ...['cjs', 'data', 'src', 'esm/model', 'esm/fixtures'].map((path) => `gpt-tokenizer/${path}`),
  ...['cl100k_base', 'p50k_base', 'r50k_base'].map((name) => `gpt-tokenizer/esm/bpeRanks/${name}.js`),
  // CallQ imports `/max`: it and its `core` stand on `es6`; the rest is for browsers, CommonJS and other sets of numbers.
  ...['build', 'bundle', 'es6-modern', 'index.es6.exports', 'min', 'mobile', 'source'].map(
    (path) => `libphonenumber-js/${path}`,
  ),
  ...['min', 'mobile', 'full'].flatMap((set) => [
    `libphonenumber-js/metadata.${set}.json`,
    `libphonenumber-js/metadata.${set}.json.js`,
  ]),
  // Builds for browsers and CommonJS; `import` takes es6.
  ...['amd', 'cjs-browser', 'global', 'node'].map((path) => `luxon/build/${path}`),
  ...['src', 'v3'].map((path) => `zod/${path}`),
  // `import` takes lib.
  ...['csv-parse', 'csv-stringify'].map((name) => `${name}/dist`),
  ...['benchmarks', 'docs', 'examples', 'test'].map((path) => `pino/${path}`),
  'undici/docs',
];

const root = process.argv[2] ?? '.';
const before = sizeOf('node_modules');
for (const path of unusedPaths) rmSync(join(root, 'node_modules', path), { recursive: true });
for (const folder of foldersNeededOnlyBy(unusedPackages)) {
  rmSync(join(root, folder), { recursive: true, force: true });
}
for (const path of filesIn('node_modules')) {
  if (neverLoaded.test(path) && !licence.test(basename(path))) rmSync(join(root, path));
}
console.log(`node_modules: ${before} before, ${sizeOf('node_modules')} after`);

/** Of the packages in the lockfile, those that cannot be reached any more without the unused ones. */
function foldersNeededOnlyBy(unused) {
  const { packages } = JSON.parse(readFileSync(join(root, 'package-lock.json'), 'utf8'));
  const needed = new Set();
  const visit = (folder) => {
    if (needed.has(folder)) return;
    needed.add(folder);
    for (const name of Object.keys(packages[folder].dependencies ?? {})) {
      if (!unused.includes(name)) visit(resolvePackage(packages, folder, name));
    }
  };
  visit('');
  for (const name of unused) statSync(join(root, 'node_modules', name));
  return Object.keys(packages).filter((folder) => !needed.has(folder));
}

/** As Node does: in the package's own node_modules, else in that of the folder above. */
function resolvePackage(packages, folder, name) {
  for (let place = folder; ; place = place.slice(0, Math.max(place.lastIndexOf('node_modules') - 1, 0))) {
    const candidate = place === '' ? `node_modules/${name}` : `${place}/node_modules/${name}`;
    if (candidate in packages) return candidate;
    if (place === '') throw new Error(`${name}, which ${folder} needs, is not in the lockfile`);
  }
}

function filesIn(folder) {
  return readdirSync(join(root, folder), { recursive: true, withFileTypes: true })
    .filter((entry) => entry.isFile())
    .map((entry) => relative(root, join(entry.parentPath, entry.name)));
}

function sizeOf(folder) {
  const bytes = filesIn(folder).reduce((sum, path) => sum + statSync(join(root, path)).size, 0);
  return `${(bytes / 1e6).toFixed(1)} MB`;
}
