import { checkPublicTypes } from './rules/public-types.mjs';
import { report } from './rules/source-tree.mjs';

report('public types', checkPublicTypes(process.argv[2] ?? process.cwd()));
