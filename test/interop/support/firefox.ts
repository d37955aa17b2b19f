import { spawn, type ChildProcess } from 'node:child_process';
import { mkdtempSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { findFirefox } from '../../../tools/executables.mjs';
import { endProcess } from '../../support/deadline.mjs';

const settings: Record<string, boolean | number | string> = {
  // A machine without a network has no other address.
  'media.peerconnection.ice.loopback': true,
  'media.autoplay.default': 0,
  // What a new profile would otherwise show or fetch first.
  'app.update.enabled': false,
  'browser.aboutwelcome.enabled': false,
  'browser.shell.checkDefaultBrowser': false,
  'datareporting.policy.dataSubmissionEnabled': false,
  'network.captive-portal-service.enabled': false,
  'services.settings.server': 'data:,',
  'toolkit.telemetry.enabled': false,
};

/** What a start of Firefox has beside the usual. */
export interface FirefoxExtras {
  readonly arguments?: readonly string[];
  /** Preferences, by their names in `about:config`. */
  readonly settings?: Readonly<Record<string, boolean | number | string>>;
}

/** Firefox without a window on one page, in a profile of its own. */
export class Firefox implements AsyncDisposable {
  /** Folder of the profile. */
  readonly profile = mkdtempSync(join(tmpdir(), 'webgear-rtc-firefox-'));
  private readonly child: ChildProcess;

  constructor(url: string, extras: FirefoxExtras = {}) {
    const program = findFirefox();
    if (program === undefined) throw new Error('There is no Firefox: run `npm run setup:debian`');
    const lines = Object.entries({ ...settings, ...extras.settings }).map(
      ([name, value]) => `user_pref(${JSON.stringify(name)}, ${JSON.stringify(value)});`,
    );
    writeFileSync(join(this.profile, 'user.js'), lines.join('\n'));
    const usual = ['--headless', '--no-remote', '--profile', this.profile];
    this.child = spawn(program, [...usual, ...(extras.arguments ?? []), url], {
      env: { ...process.env, HOME: this.profile },
      stdio: 'ignore',
      // Of a group of its own, because its pages are other processes, and must end with it.
      detached: true,
    });
  }

  async [Symbol.asyncDispose](): Promise<void> {
    const { pid, exitCode, signalCode } = this.child;
    if (pid !== undefined && exitCode === null && signalCode === null) {
      process.kill(-pid, 'SIGKILL');
      await endProcess(this.child);
    }
    rmSync(this.profile, { recursive: true, force: true, maxRetries: 5, retryDelay: 100 });
  }
}
