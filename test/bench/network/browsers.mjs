import { launchChromium } from '../../e2e/support/launch-chromium.mjs';

/** Larger than the film at its best, so that the page asks for no less. */
const viewport = { width: 1600, height: 1000 };

/** Opens pages, each with a profile of its own. */
export class ChromiumPages {
  #browser;

  static async launch() {
    const pages = new ChromiumPages();
    pages.#browser = await launchChromium();
    return pages;
  }

  /**
   * @param {string} url
   * @returns {Promise<() => Promise<void>>} closes the page
   */
  async open(url) {
    const context = await this.#browser.newContext({ viewport });
    const page = await context.newPage();
    await page.goto(url);
    return () => context.close();
  }

  async [Symbol.asyncDispose]() {
    await this.#browser.close();
  }
}
