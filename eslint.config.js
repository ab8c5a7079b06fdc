// The house as lint: which room may import which. The arrow picture stands in docs/architecture.md.
import eslint from '@eslint/js';
import { createTypeScriptImportResolver } from 'eslint-import-resolver-typescript';
import { createNodeResolver, importX } from 'eslint-plugin-import-x';
import { defineConfig } from 'eslint/config';
import tseslint from 'typescript-eslint';

const rooms = ['domain', 'pipeline', 'report', 'clients', 'config', 'cli'];

/** room → the rooms it may import besides itself */
const mayImport = {
  domain: [],
  pipeline: ['domain'],
  report: ['domain'],
  clients: ['domain'],
  config: [],
  cli: ['domain', 'pipeline', 'report', 'clients', 'config'],
};

const roomZones = rooms.map((room) => ({
  target: `./src/${room}`,
  from: './src',
  except: [room, ...mayImport[room]].map((allowed) => `./${allowed}`),
  message: `src/${room} may import only: ${[room, ...mayImport[room]].join(', ')}.`,
}));

/** The sandbox is written from the documents alone, so that no misunderstanding hides in both sides of a wire. */
const sandboxZones = [
  {
    target: './src/clients/sandbox',
    from: './src',
    except: ['./clients/sandbox'],
    message: 'The sandbox shares no code with the clients it answers.',
  },
  {
    target: ['./src/clients/!(sandbox)/**/*', './src/pipeline', './src/domain', './src/config'],
    from: './src/clients/sandbox',
    message: 'Clients share no code with the sandbox.',
  },
];

export default defineConfig(
  { ignores: ['dist', 'coverage', '.callq', 'node_modules'] },
  eslint.configs.recommended,
  {
    files: ['**/*.ts'],
    extends: [
      tseslint.configs.strictTypeChecked,
      importX.flatConfigs.recommended,
      importX.flatConfigs.typescript,
    ],
    languageOptions: { parserOptions: { projectService: true, tsconfigRootDir: import.meta.dirname } },
    settings: {
      // Without these three, import-x/no-cycle passes silently.
      'import-x/extensions': ['.ts'],
      'import-x/parsers': { '@typescript-eslint/parser': ['.ts'] },
      'import-x/resolver-next': [createTypeScriptImportResolver(), createNodeResolver()],
    },
    rules: {
      'import-x/no-cycle': 'error',
      'import-x/no-restricted-paths': ['error', { zones: [...roomZones, ...sandboxZones] }],
      'import-x/no-unresolved': 'off', // tsc does this
      'import-x/no-named-as-default': 'off',
      'import-x/no-named-as-default-member': 'off',
      '@typescript-eslint/restrict-template-expressions': ['error', { allowNumber: true }],
      '@typescript-eslint/consistent-type-imports': 'error',
    },
  },
  {
    // Only main.ts touches the process; everything else gets what it needs as arguments.
    files: ['src/**/*.ts'],
    ignores: ['src/main.ts'],
    rules: {
      'no-restricted-globals': ['error', { name: 'process', message: 'Only main.ts touches process.' }],
      'no-console': 'error',
    },
  },
  {
    // The core is pure: no I/O, no clock, no randomness of its own.
    files: ['src/domain/**/*.ts'],
    rules: {
      '@typescript-eslint/no-restricted-imports': [
        'error',
        {
          patterns: [{ regex: '^(?!\\.|zod$|node:crypto$)', message: 'domain imports itself and zod.' }],
          paths: [
            { name: 'node:crypto', allowImportNames: ['createHash'], message: 'Only hashing is pure.' },
          ],
        },
      ],
      'no-restricted-globals': ['error', 'process', 'fetch', 'setTimeout', 'setInterval'],
      'no-restricted-properties': [
        'error',
        { object: 'Date', property: 'now', message: 'The clock is an argument.' },
        { object: 'Math', property: 'random', message: 'Randomness is an argument.' },
      ],
      'no-restricted-syntax': [
        'error',
        {
          selector: "NewExpression[callee.name='Date'][arguments.length=0]",
          message: 'The clock is an argument.',
        },
      ],
    },
  },
  {
    files: ['test/**/*.ts', 'bench/**/*.ts'],
    rules: {
      '@typescript-eslint/no-non-null-assertion': 'off',
    },
  },
  {
    files: ['**/*.js'],
    languageOptions: { globals: { process: 'readonly', console: 'readonly', URL: 'readonly' } },
  },
);
