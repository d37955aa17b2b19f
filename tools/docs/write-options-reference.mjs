// Writes what the schemas of the last build say of options: the defaults into the comments of the sources, the page
// docs/reference/options.md, and the help in docs/reference/command-line.md; and docs/reference/service.md.
import { readFileSync, writeFileSync } from 'node:fs';
import { groups, renderOptionsReference, writeDefaults } from './options-reference.mjs';
import { optionSchemas } from './option-schemas.mjs';
import { renderServiceReference } from './service-reference.mjs';
import { helpText } from '../../dist/compiled/command-line/parse-command-line.js';

const built = new URL('../../libs/webgear-rtc/dist/options/', import.meta.url);
const sources = new URL('../../libs/webgear-rtc/src/', import.meta.url);
const modules = await Promise.all(
  [
    'option-schema',
    'registration-schema',
    'access-schema',
    'stream-schema',
    'stabilize-schema',
    'overlay-schema',
    'mjpeg-schema',
    'renditions-schema',
    'record-schema',
    'analysis-schema',
    'source-options-schema',
  ].map((name) => import(new URL(`${name}.js`, built))),
);
const schemas = optionSchemas(Object.assign({}, ...modules));
const read = (file) => readFileSync(new URL(file, sources), 'utf8');

for (const { file, interfaceName, schema } of groups) {
  if (schema === undefined) continue;
  const text = read(file);
  const written = writeDefaults(text, interfaceName, schemas[schema]);
  if (written !== text) writeFileSync(new URL(file, sources), written);
}
const pages = new URL('../../docs/reference/', import.meta.url);
writeFileSync(new URL('options.md', pages), renderOptionsReference(read, schemas));
writeFileSync(new URL('service.md', pages), renderServiceReference(read));

const commandLine = new URL('command-line.md', pages);
const page = readFileSync(commandLine, 'utf8');
writeFileSync(
  commandLine,
  page.replace(/(?<=^```\n)Usage: [^]*?(?=\n```$)/m, () => helpText().trimEnd()),
);
