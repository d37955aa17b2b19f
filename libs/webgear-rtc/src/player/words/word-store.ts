import type { PlayerWords, WordsByLanguage } from './player-words.js';

type Words = Partial<PlayerWords>;

/** Built-in languages beside English, each in a file of its own: a page loads the one that it shows. */
const files: Readonly<Record<string, () => Promise<{ readonly words: Words }>>> = {
  de: () => import('./languages/de.js'),
  es: () => import('./languages/es.js'),
  fr: () => import('./languages/fr.js'),
  it: () => import('./languages/it.js'),
  ja: () => import('./languages/ja.js'),
  nl: () => import('./languages/nl.js'),
  pl: () => import('./languages/pl.js'),
  pt: () => import('./languages/pt.js'),
  zh: () => import('./languages/zh.js'),
};

const loaded = new Map<string, Words>();

/** Texts of a built-in language that is loaded. */
export function builtInWords(tags: readonly string[]): Words | undefined {
  return loaded.get(tags[0] ?? '');
}

/** Loads the texts of a built-in language, once. Resolves to whether they have become available. */
export async function loadBuiltInWords(tags: readonly string[]): Promise<boolean> {
  const [language = ''] = tags;
  if (loaded.has(language) || !Object.hasOwn(files, language)) return false;
  try {
    const file = await files[language]?.();
    if (file !== undefined) loaded.set(language, file.words);
    return file !== undefined;
  } catch {
    // The page has not deployed the file, or its policy forbids it: English stays.
    return false;
  }
}

/** Texts that a page has replaced, for all players. */
export const wordsOfPage = {
  byLanguage: {} as WordsByLanguage,
  /** Called when texts or the language of the document change. */
  listeners: new Set<() => void>(),

  /** Replaces them. */
  set(byLanguage: WordsByLanguage): void {
    this.byLanguage = byLanguage;
    for (const listener of this.listeners) listener();
  },

  /** Those of a tag in lower case. */
  of(tag: string): Words | undefined {
    const entries = Object.entries(this.byLanguage);
    return entries.find(([key]) => key.toLowerCase() === tag)?.[1];
  },
};

if (globalThis.document !== undefined) {
  const announce = (): void => {
    for (const listener of wordsOfPage.listeners) listener();
  };
  new MutationObserver(announce).observe(document.documentElement, { attributeFilter: ['lang'] });
}
