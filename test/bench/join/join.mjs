const joinTimeoutMs = 30_000;

/**
 * Runs in the page before its scripts: notes when the first offer is asked for, and when the first frame is on screen.
 * Pages that gather candidates before they send their offer mark when they have them.
 */
function noteTimes() {
  const { createOffer } = RTCPeerConnection.prototype;
  globalThis.joined = new Promise((resolve) => {
    let startedAt;
    RTCPeerConnection.prototype.createOffer = function noteStart(...args) {
      startedAt ??= performance.now();
      return createOffer.apply(this, args);
    };
    document.addEventListener('readystatechange', () => {
      document.querySelector('video')?.requestVideoFrameCallback(() =>
        resolve({
          sinceOfferMs: performance.now() - (startedAt ?? Number.NaN),
          sinceGatheredMs:
            performance.now() - (performance.getEntriesByName('gathered')[0]?.startTime ?? Number.NaN),
        }),
      );
    });
  });
}

/**
 * One visit, in a profile of its own.
 *
 * @param {import('playwright-core').Browser} browser
 * @param {string} url
 * @param {string} [html] of a page to be there in place of the server's own
 * @returns {Promise<{ sinceOfferMs: number, sinceGatheredMs: number }>} milliseconds to the first frame on screen, from
 *   `createOffer` and, where the page gathered candidates first, from when it had them
 */
export async function join(browser, url, html) {
  const context = await browser.newContext();
  try {
    const page = await context.newPage();
    page.setDefaultTimeout(joinTimeoutMs);
    await page.addInitScript(noteTimes);
    if (html !== undefined)
      await page.route(url, (route) => route.fulfill({ contentType: 'text/html', body: html }));
    await page.goto(url);
    const late = new Promise((_resolve, reject) => {
      setTimeout(() => reject(new Error('No first frame in time.')), joinTimeoutMs).unref();
    });
    return await Promise.race([page.evaluate(() => globalThis.joined), late]);
  } finally {
    await context.close();
  }
}
