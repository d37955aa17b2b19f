import { spawn } from 'node:child_process';
import { mkdtempSync, rmSync, writeFileSync } from 'node:fs';
import { networkInterfaces, tmpdir } from 'node:os';
import { join } from 'node:path';
import { findFirefox } from '../../../tools/executables.mjs';
import { launchChromium } from '../../e2e/support/launch-chromium.mjs';
import { endProcess } from '../../support/deadline.mjs';
import { endsWithUs } from '../run/ends-with-us.mjs';

/** Larger than the film at its best, so that the page asks for no less. */
const viewport = { width: 1600, height: 1000 };

/** Opens pages in Chromium, each with a profile of its own. */
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

const firefoxSettings = {
  'media.peerconnection.ice.loopback': true,
  'media.autoplay.default': 0,
  'app.update.enabled': false,
  'browser.aboutwelcome.enabled': false,
  'browser.shell.checkDefaultBrowser': false,
  'datareporting.policy.dataSubmissionEnabled': false,
  'network.captive-portal-service.enabled': false,
  'services.settings.server': 'data:,',
  'toolkit.telemetry.enabled': false,
};

/** Opens pages in Firefox, each in a process and a profile of its own. Debian's cannot be driven, and need not be. */
export class FirefoxPages {
  /** It sends nothing to the loopback address, but to the machine's own. */
  address = Object.values(networkInterfaces())
    .flatMap((list) => list ?? [])
    .find(({ family, internal }) => family === 'IPv4' && !internal)?.address;

  /**
   * @param {string} url
   * @returns {Promise<() => Promise<void>>} closes the page
   */
  async open(url) {
    const program = findFirefox();
    if (program === undefined) throw new Error('There is no Firefox: run `npm run setup:debian`');
    const profile = mkdtempSync(join(tmpdir(), 'webgear-rtc-firefox-'));
    const lines = Object.entries(firefoxSettings).map(
      ([name, value]) => `user_pref(${JSON.stringify(name)}, ${JSON.stringify(value)});`,
    );
    writeFileSync(join(profile, 'user.js'), lines.join('\n'));
    const size = { MOZ_HEADLESS_WIDTH: String(viewport.width), MOZ_HEADLESS_HEIGHT: String(viewport.height) };
    const child = spawn(program, ['--headless', '--no-remote', '--profile', profile, url], {
      env: { ...process.env, HOME: profile, ...size },
      stdio: 'ignore',
      // Of a group of its own, because its pages are other processes, and must end with it.
      detached: true,
    });
    child.once('exit', endsWithUs(-child.pid));
    return async () => {
      if (child.exitCode === null && child.signalCode === null) process.kill(-child.pid, 'SIGKILL');
      await endProcess(child);
      rmSync(profile, { recursive: true, force: true, maxRetries: 5, retryDelay: 100 });
    };
  }

  async [Symbol.asyncDispose]() {}
}
