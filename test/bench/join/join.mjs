const joinTimeoutMs = 30_000;

/** Runs in the page before its scripts: notes when the first offer is asked for and when the first frame is on screen. */
function noteTimes() {
  const { createOffer } = RTCPeerConnection.prototype;
  globalThis.joinDurationMs = new Promise((resolve) => {
    let startedAt;
    RTCPeerConnection.prototype.createOffer = function noteStart(...args) {
      startedAt ??= performance.now();
      return createOffer.apply(this, args);
    };
    document.addEventListener('readystatechange', () => {
      document
        .querySelector('video')
        ?.requestVideoFrameCallback(() =>
          resolve(startedAt === undefined ? Number.NaN : performance.now() - startedAt),
        );
    });
  });
}

/**
 * One visit, in a profile of its own.
 *
 * @param {import('playwright-core').Browser} browser
 * @param {string} url
 * @returns {Promise<number>} milliseconds from `createOffer` to the first frame on screen
 */
export async function join(browser, url) {
  const context = await browser.newContext();
  try {
    const page = await context.newPage();
    page.setDefaultTimeout(joinTimeoutMs);
    await page.addInitScript(noteTimes);
    await page.goto(url);
    const late = new Promise((_resolve, reject) => {
      setTimeout(() => reject(new Error('No first frame in time.')), joinTimeoutMs).unref();
    });
    return await Promise.race([page.evaluate(() => globalThis.joinDurationMs), late]);
  } finally {
    await context.close();
  }
}
