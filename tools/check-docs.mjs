import { stalePlayerReference } from './docs/player-sources.mjs';
import { checkDocs } from './rules/doc-rules.mjs';
import { report } from './rules/source-tree.mjs';

report('doc comments', [...checkDocs(process.argv[2] ?? process.cwd()), ...stalePlayerReference()]);
