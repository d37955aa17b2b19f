import { chromium } from 'playwright-core';
import { findChromium } from '../../../tools/executables.mjs';

/**
 * Starts Chromium, without a window unless a display is named. It talks to nobody but the pages it is sent to: a test on a closed network must not
 * wait for updates and experiments.
 *
 * @param {readonly string[]} extraArgs
 * @param {(program: string) => string} launcherOf path of what starts it in its place
 * @param {string} [display] of the X server that its windows are on
 * @returns {Promise<import('playwright-core').Browser>}
 */
export async function launchChromium(extraArgs = [], launcherOf = (program) => program, display = undefined) {
  const found = findChromium();
  if (found === undefined) throw new Error('No Chromium here: run `npm run setup:debian`.');
  return chromium.launch({
    executablePath: launcherOf(found),
    headless: display === undefined,
    ...(display !== undefined && { env: { ...process.env, DISPLAY: display } }),
    // The sandbox refuses to run as root.
    chromiumSandbox: process.getuid?.() !== 0,
    args: [
      '--disable-gpu',
      '--disable-quic',
      '--no-first-run',
      '--disable-background-networking',
      '--disable-component-update',
      '--disable-sync',
      '--autoplay-policy=no-user-gesture-required',
      // A container's /dev/shm is often 64 MiB, less than a few decoded frames need.
      '--disable-dev-shm-usage',
      ...extraArgs,
    ],
  });
}
