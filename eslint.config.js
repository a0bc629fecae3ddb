import tseslint from 'typescript-eslint';
import { noImportCircles } from './scripts/lint/no-import-circles.mjs';

/**
 * Which folders of src/ a folder may import from. Data flows components -> worker -> the pure folders,
 * and the pure folders run in Node, in a worker and in a page alike: they never see the DOM.
 */
const MAY_IMPORT = {
  async: [],
  geometry: [],
  onnx: ['geometry'],
  lowering: ['onnx'],
  gradient: ['onnx', 'lowering'],
  cam: ['geometry'],
  segment: ['cam', 'geometry'],
  drafts: ['cam', 'segment', 'geometry'],
  formats: ['drafts', 'geometry'],
  hosts: ['formats', 'drafts'],
  models: ['onnx'],
  pixels: ['models', 'geometry'],
  worker: ['onnx', 'lowering', 'gradient', 'cam', 'segment', 'models', 'pixels', 'geometry'],
  components: ['worker', 'models', 'cam', 'drafts', 'formats', 'hosts', 'geometry'],
  cli: ['onnx', 'gradient', 'cam', 'drafts', 'formats', 'models', 'pixels'],
};
/** The bottom of `src`, which every folder may import. */
const BOTTOM = ['async'];
const FOLDERS = Object.keys(MAY_IMPORT);
const PURE = [
  'async',
  'geometry',
  'onnx',
  'lowering',
  'gradient',
  'cam',
  'segment',
  'drafts',
  'formats',
  'pixels',
];
/** What only a page has, or only a process: `models` serves both. */
const PLACE_GLOBALS = [
  'window',
  'document',
  'navigator',
  'location',
  'self',
  'caches',
  'indexedDB',
  'localStorage',
  'BroadcastChannel',
  'FileSystemFileHandle',
  'Worker',
  'HTMLElement',
  'process',
  'Buffer',
];

const direction = FOLDERS.map((folder) => {
  const banned = FOLDERS.filter((other) => ![folder, ...BOTTOM, ...MAY_IMPORT[folder]].includes(other));
  const allowed = ['itself', 'errors.ts', ...BOTTOM, ...MAY_IMPORT[folder]].join(', ');
  return {
    files: [`src/${folder}/**/*.ts`],
    rules: {
      'no-restricted-imports': [
        'error',
        {
          patterns: [
            {
              group: banned.map((other) => `**/${other}/**`),
              message: `src/${folder} may import only ${allowed}: see "Layout" in the README.`,
            },
          ],
        },
      ],
    },
  };
});

export default tseslint.config(
  {
    ignores: [
      'dist/',
      'node_modules/',
      'coverage/',
      'out/',
      'models/train/',
      'models/imagenet/.venv/',
      '**/*.d.mts',
      '.venv*/',
    ],
  },
  ...tseslint.configs.recommendedTypeChecked,
  {
    languageOptions: { parserOptions: { projectService: { allowDefaultProject: ['*.js'] } } },
    rules: {
      '@typescript-eslint/consistent-type-imports': 'error',
      '@typescript-eslint/no-explicit-any': 'error',
      '@typescript-eslint/no-namespace': 'error',
      '@typescript-eslint/parameter-properties': 'error',
      '@typescript-eslint/no-unused-vars': ['error', { argsIgnorePattern: '^_', varsIgnorePattern: '^_' }],
      '@typescript-eslint/switch-exhaustiveness-check': 'error',
      '@typescript-eslint/restrict-template-expressions': [
        'error',
        { allowNumber: true, allowBoolean: true },
      ],
      'no-restricted-syntax': [
        'error',
        { selector: 'TSEnumDeclaration', message: 'Use a const object and a derived type.' },
        { selector: 'ExportAllDeclaration', message: 'No barrels: name what is exported.' },
        {
          selector: 'ImportDeclaration[source.value=/^\\.(?!.*\\.(m?js|json|css|onnx)(\\?.*)?$)(?!.*\\?)/]',
          message: 'Write the .js extension of a relative import.',
        },
      ],
      'max-depth': ['error', 3],
      'no-console': 'error',
      '@typescript-eslint/no-redundant-type-constituents': 'off', // 'top' | string documents the one name that means more
      eqeqeq: ['error', 'always'],
    },
  },
  {
    files: ['src/**/*.ts'],
    plugins: { local: { rules: { 'no-import-circles': noImportCircles } } },
    rules: {
      'local/no-import-circles': 'error',
      'no-restricted-exports': ['error', { restrictDefaultExports: { direct: true } }],
    },
  },
  ...direction,
  {
    files: PURE.map((folder) => `src/${folder}/**/*.ts`),
    rules: { 'no-restricted-globals': ['error', ...PLACE_GLOBALS, 'fetch'] },
  },
  {
    files: ['src/models/**/*.ts'],
    rules: { 'no-restricted-globals': ['error', ...PLACE_GLOBALS] },
  },
  {
    files: ['tests/**/*.ts', 'demo/**/*.ts'],
    rules: {
      '@typescript-eslint/no-non-null-assertion': 'off',
      '@typescript-eslint/require-await': 'off', // a stub of an async function
    },
  },
  {
    files: ['**/*.mjs', '**/*.js', 'models/scenes/**', 'scripts/**'],
    ...tseslint.configs.disableTypeChecked,
  },
  {
    files: ['scripts/**', 'src/cli/**', 'models/*/*.mjs', 'tests/oracles/**', 'tests/browsers/**'],
    rules: { 'no-console': 'off' },
  },
);
