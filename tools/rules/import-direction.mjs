import { asideDirectories, enginePackages, layers } from './layers.mjs';

/** Deepest directory below a layer that has files. */
const deepest = 4;

const anyOf = (names) => `(${names.map((name) => name.replaceAll('.', String.raw`\.`)).join('|')})`;

/** The configuration of oxlint that keeps imports in one direction. Specs may import what they need to see the code at work. */
export function importRules() {
  return {
    plugins: ['import'],
    categories: { correctness: 'off' },
    rules: { 'import/no-cycle': 'error' },
    overrides: [
      ...layers.flatMap((layer, place) => layerOverrides(layer, layers.slice(place + 1))),
      restrict('libs/*/src/player/**/*.ts', [
        {
          regex: `^(\\.\\./)+${anyOf([...layers, 'testing'])}/`,
          message: 'player/ runs in browsers and imports nothing else.',
        },
        ...packagePatterns('player'),
      ]),
      restrict('libs/*/src/*.ts', [
        { regex: '^\\./(player|testing)/', message: 'player/ is served as a file, testing/ is for tests.' },
        ...packagePatterns(''),
      ]),
      restrict(
        'src/**/*.ts',
        [
          {
            regex: '/libs/',
            message: 'The application uses the public surface of the library, as any other does.',
          },
          ...packagePatterns(''),
        ],
        ['**/libs/**'],
      ),
      { files: ['**/*.spec.ts', '**/testing/**'], rules: { 'no-restricted-imports': 'off' } },
    ],
  };
}

function layerOverrides(layer, later) {
  const patterns = [
    {
      regex: `^(\\.\\./)+${anyOf([...later, ...asideDirectories])}/`,
      message: `${layer}/ comes before it in the flow of a frame; pass in what is needed.`,
    },
    ...packagePatterns(layer),
  ];
  const nested = Array.from({ length: deepest }, (_, depth) =>
    restrict(`libs/*/src/${layer}/${'*/'.repeat(depth)}*.ts`, [
      ...patterns,
      {
        regex: `^(\\.\\./){${depth + 1}}[^/]+\\.js$`,
        message: 'Files beside the directories put the parts together; nothing imports them.',
      },
    ]),
  );
  // The one directory of an engine may lie deeper than its layer.
  const adapters = [...new Set(Object.values(enginePackages).flat())].filter((path) =>
    path.startsWith(`${layer}/`),
  );
  return [
    ...nested,
    ...adapters.map((path) =>
      restrict(`libs/*/src/${path}/**/*.ts`, [patterns[0], ...packagePatterns(path)]),
    ),
  ];
}

/** Which engines a directory may not import. */
function packagePatterns(directory) {
  return Object.entries(enginePackages)
    .filter(([, directories]) => !directories.includes(directory))
    .map(([name, directories]) => ({
      regex: `^${anyOf([name])}(/|$)`,
      message: `${name} is imported in ${directories.join('/, ')}/ alone, so that it can be replaced there.`,
    }));
}

function restrict(files, patterns, excludeFiles) {
  return {
    files: [`**/${files}`],
    ...(excludeFiles && { excludeFiles }),
    rules: { 'no-restricted-imports': ['error', { patterns }] },
  };
}
