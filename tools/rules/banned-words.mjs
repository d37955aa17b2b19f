import { readFileSync } from 'node:fs';
import { join } from 'node:path';
import { listFiles } from './source-tree.mjs';

/** Words of our own for what the field has a term for, and what to write instead. */
const bannedWords = [
  ['pictures?', 'frame, image, or GOP'],
  ['stills', 'images'],
  ['leas(e|es|ed)', 'subscription'],
  ['stand-?ins?', 'the name of what it is'],
  ['anew', 'again'],
  ['somebody|whoever', 'the peer, the user, the caller'],
  ['for ever', 'without end'],
  ['shall', 'must, or the present tense'],
  ['good-?byes?|farewells?', 'close'],
  ['fresh (picture|frame)s?', 'key frame'],
  ['handed on|handing on|hands? on', 'passthrough, passes'],
  ['give[sn]? back|giving back|gave back', 'release, return'],
];

/** Terms of standards and of browsers that contain such a word. */
const standardTerms =
  /picture[- ]?in[- ]?picture\w*|picture[- ]loss[- ]indication\w*|picture[- ]parameter[- ]sets?|picture[- ]?id\w*|picture[- ]order[- ]count|<\/?picture>|av_picture_type_\w+|hands-on/gi;

/** What an earlier edition was called is told in its own words; viewers are no engineers, and read texts of everyday language. */
const otherReaders = /^(CHANGELOG\.md|docs\/migration\.md|libs\/webgear-rtc\/src\/player\/words\/.*\.ts)$/;

const isText = (name) => /\.(ts|mts|mjs|cjs|js|css|html|hbs|md|json|py)$/.test(name);
const folders = ['libs', 'src', 'templates', 'test', 'examples', 'docs', 'tools'];
const pattern = new RegExp(`\\b(?:${bannedWords.map(([words]) => `(${words})`).join('|')})\\b`, 'gi');

/** Where the text and the code below `root` use words that readers from the field do not know, in file order. */
export function checkWords(root) {
  return [...folders.flatMap((folder) => listFiles(root, folder, isText)), 'README.md', 'CONTRIBUTING.md']
    .filter((path) => !otherReaders.test(path) && !path.startsWith('tools/rules/'))
    .flatMap((path) => checkText(path, readText(root, path)));
}

/** The banned words of one text. Words inside identifiers count: `lastPicture` is `last picture`. */
export function checkText(path, text) {
  return text.split('\n').flatMap((line, index) =>
    [...asWords(line).matchAll(pattern)].map((match) => {
      const place = bannedWords.findIndex((_, group) => wordOf(match, group) !== undefined);
      return {
        path,
        line: index + 1,
        rule: 'banned-word',
        detail: `"${match[0]}": write ${bannedWords[place]?.[1]}`,
      };
    }),
  );
}

function asWords(line) {
  return line
    .replaceAll(standardTerms, '')
    .replaceAll(/([a-z0-9])([A-Z])/g, '$1 $2')
    .replaceAll('_', ' ');
}

/** Each alternative is a group, and some of them have groups of their own. */
function wordOf(match, place) {
  const before = bannedWords.slice(0, place).reduce((sum, [words]) => sum + 1 + groupsIn(words), 0);
  return match[before + 1];
}

const groupsIn = (words) => words.split('(').length - 1;

function readText(root, path) {
  try {
    return readFileSync(join(root, path), 'utf8');
  } catch (error) {
    if (error.code === 'ENOENT') return '';
    throw error;
  }
}
