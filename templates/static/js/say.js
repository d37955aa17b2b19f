// Texts of the list of streams in the language of the page.

/** The texts by those in English. */
const translated = JSON.parse(document.querySelector('#streams')?.dataset.words || '{}');

/** A text, with values for its `{places}`. */
export const say = (text, values = {}) =>
  (translated[text] ?? text).replaceAll(/\{(\w+)\}/g, (whole, name) => values[name] ?? whole);
