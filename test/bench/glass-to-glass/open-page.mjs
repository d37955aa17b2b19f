const timeoutMs = 60_000;

/**
 * A page that shows frames.
 *
 * @param {import('playwright-core').Browser} browser
 * @param {string} url
 */
export async function openPage(browser, url) {
  const page = await browser.newPage({ viewport: { width: 1280, height: 900 } });
  await page.goto(url);
  await page.waitForFunction(() => document.querySelector('video')?.readyState >= 2, undefined, {
    timeout: timeoutMs,
  });
  return page;
}
