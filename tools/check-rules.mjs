import { checkWords } from './rules/banned-words.mjs';
import { checkImports } from './rules/check-imports.mjs';
import { report } from './rules/source-tree.mjs';
import { checkTree } from './rules/tree-rules.mjs';

const root = process.argv[2] ?? process.cwd();
report('imports, tree and words', [...checkImports(root), ...checkTree(root), ...checkWords(root)]);
