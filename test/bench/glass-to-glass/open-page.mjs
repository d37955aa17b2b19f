const timeoutMs = 60_000;

/**
 * A page that shows frames.
 *
 * @param {import('playwright-core').Browser} browser
 * @param {string} url
 * @param {{ width: number, height: number } | null} viewport `null`: the window's own
 */
export async function openPage(browser, url, viewport = { width: 1280, height: 900 }) {
  const page = await browser.newPage({ viewport });
  await page.goto(url);
  await page.waitForFunction(() => document.querySelector('video')?.readyState >= 2, undefined, {
    timeout: timeoutMs,
  });
  return page;
}
