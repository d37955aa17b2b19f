import { controlsStyles } from './controls-styles.js';
import { pictureStyles } from './picture-styles.js';
import { themeStyles } from './theme-styles.js';
import { wordsStyles } from './words-styles.js';

let shared: CSSStyleSheet | undefined;

/** The styles of every player on the page; a `<style>` would be forbidden where a page allows no inline styles. */
export function playerStyles(): CSSStyleSheet {
  if (shared === undefined) {
    shared = new CSSStyleSheet();
    shared.replaceSync([themeStyles, pictureStyles, wordsStyles, controlsStyles].join(''));
  }
  return shared;
}
