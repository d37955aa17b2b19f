/** Settings shared by every project: ESM TypeScript, compiled by SWC with the decorators Nest needs. */
const common = {
  rootDir: import.meta.dirname,
  // Not in the folder for temporary files, which is another one in each run.
  cacheDirectory: '<rootDir>/node_modules/.cache/jest',
  testEnvironment: 'node',
  extensionsToTreatAsEsm: ['.ts'],
  moduleFileExtensions: ['ts', 'js', 'mjs', 'cjs', 'json', 'node'],
  resolver: '<rootDir>/tools/jest/resolver.cjs',
  // The tests of the command line see the options as the sources have them, not the last build.
  moduleNameMapper: {
    '^nestjs-webgear-rtc/flags$': '<rootDir>/libs/webgear-rtc/src/options/option-flags.ts',
  },
  modulePathIgnorePatterns: ['<rootDir>/dist/', '<rootDir>/libs/[^/]+/dist/'],
  transform: {
    '\\.ts$': [
      '@swc/jest',
      {
        swcrc: false,
        sourceMaps: 'inline',
        jsc: {
          // Nothing newer than Node 20 runs as it is: `using` is compiled away.
          target: 'es2022',
          keepClassNames: true,
          parser: { syntax: 'typescript', decorators: true },
          transform: { legacyDecorator: true, decoratorMetadata: true },
        },
      },
    ],
  },
};

/** Browser tests of what a page shows and does, by the beginnings of their names. They measure no media, so two may run at once. */
const pageTests = [
  'command-line',
  'data-files',
  'flag-table',
  'offers',
  'other-origins',
  'pages',
  'phone-code',
  'player-',
  'sound-offers',
  'standalone-answers',
  'vidgear-page',
];

/** @type {import('jest').Config} */
export default {
  // One browser, one encoder and one clock share two cores in CI: more workers than half the cores make time flaky.
  maxWorkers: '50%',
  // In a process apart that is replaced when it has grown: a large heap makes every later test slow.
  workerIdleMemoryLimit: '1GB',
  // For busy machines; a test that waits for something says itself how long.
  testTimeout: 20_000,
  reporters: [
    'default',
    '<rootDir>/tools/jest/strict-reporter.mjs',
    '<rootDir>/tools/jest/progress-reporter.mjs',
  ],
  projects: [
    {
      ...common,
      displayName: 'unit',
      testMatch: [
        '<rootDir>/libs/**/*.spec.ts',
        '<rootDir>/src/**/*.spec.ts',
        '<rootDir>/tools/**/*.spec.mjs',
        '<rootDir>/test/{bench,support}/**/*.spec.{mjs,ts}',
      ],
    },
    {
      ...common,
      displayName: 'fuzz',
      testMatch: ['<rootDir>/test/fuzz/**/*.fuzz-spec.ts'],
    },
    {
      ...common,
      displayName: 'interop',
      testMatch: ['<rootDir>/test/interop/**/*.interop-spec.ts'],
    },
    {
      ...common,
      displayName: 'matrix',
      testMatch: ['<rootDir>/test/matrix/**/*.matrix-spec.ts'],
    },
    {
      ...common,
      displayName: 'hostile',
      testMatch: ['<rootDir>/test/hostile/**/*.hostile-spec.ts'],
    },
    {
      ...common,
      displayName: 'package',
      testMatch: ['<rootDir>/test/package/**/*.package-spec.ts'],
    },
    {
      ...common,
      displayName: 'examples',
      testMatch: ['<rootDir>/test/examples/**/*.examples-spec.ts'],
    },
    {
      ...common,
      displayName: 'cluster',
      testMatch: ['<rootDir>/test/cluster/**/*.cluster-spec.ts'],
    },
    {
      ...common,
      displayName: 'soak',
      testMatch: ['<rootDir>/test/soak/**/*.soak-spec.ts'],
    },
    {
      ...common,
      displayName: 'e2e',
      testMatch: ['<rootDir>/test/e2e/**/*.e2e-spec.ts'],
      testPathIgnorePatterns: ['/node_modules/', ...pageTests.map((name) => `/test/e2e/${name}`)],
    },
    {
      ...common,
      displayName: 'pages',
      testMatch: pageTests.map((name) => `<rootDir>/test/e2e/${name}*.e2e-spec.ts`),
    },
  ],
};
