import { afterAll, beforeAll, expect, test } from '@jest/globals';
import type { Browser, Page, Route } from 'playwright-core';
import { HostApp } from './support/host-app.js';
import { launchChromium } from './support/launch-chromium.mjs';
import { PlayerPage } from './support/player-page.js';

/** Widths on both sides of each step of the player, as 16:9. */
const widths = [640, 480, 400, 390, 360, 320, 280, 240, 220, 200, 160];

let browser: Browser;
let host: HostApp;

beforeAll(async () => {
  browser = await launchChromium();
  host = await HostApp.start({ source: 'test:?size=320x180&rate=10' });
}, 30_000);

afterAll(async () => {
  await browser?.close();
  await host?.[Symbol.asyncDispose]();
});

const answer =
  (status: number, json: object, headers = {}) =>
  (page: Page): Promise<unknown> =>
    page.route('**/offer', (route: Route) => route.fulfill({ status, headers, json }));

interface Scene {
  readonly state: string;
  readonly language?: string;
  readonly says: string;
  readonly prepare?: (page: Page) => Promise<unknown>;
  readonly act?: (viewer: PlayerPage) => Promise<unknown>;
}

/** Nothing comes through: the server is asked to answer, and its candidates lead nowhere. */
const blocked: Pick<Scene, 'prepare' | 'act'> = {
  prepare: async (page) => {
    await page.route('**/whep/*', (route) => route.fulfill({ status: 404 }));
    await page.route('**/offer', async (route) => {
      const response = await route.fetch();
      const { sdp, ...rest } = (await response.json()) as { sdp: string };
      const astray = sdp.replaceAll(/^(a=candidate:.*? )(\d+)( typ)/gm, '$19$3');
      await route.fulfill({ response, json: { ...rest, sdp: astray } });
    });
  },
  act: async (viewer) => {
    await viewer.answered();
    await viewer.player.evaluate((player) => player.setAttribute('no-fallback', ''));
    await viewer.skip(7000);
  },
};

const scenes: readonly Scene[] = [
  { state: 'blocked', says: 'A firewall is blocking the video', ...blocked },
  { state: 'blocked', language: 'de', says: 'Eine Firewall blockiert das Video', ...blocked },
  {
    state: 'full',
    says: 'Too many people are watching',
    prepare: answer(503, { code: 'WGR_TOO_MANY_PEERS' }, { 'Retry-After': '9' }),
  },
  { state: 'refused', language: 'pl', says: 'Nie masz dostępu do tego wideo', prepare: answer(403, {}) },
  {
    state: 'offline',
    says: 'Can’t reach the server',
    prepare: (page) => page.route('**/offer', (route) => route.abort()),
  },
  {
    state: 'replaced',
    language: 'fr',
    says: 'Lecture dans une autre fenêtre',
    prepare: answer(409, { code: 'WGR_VIEWER_REPLACED' }),
  },
  {
    state: 'too-slow',
    says: 'Your connection is too slow for live video',
    prepare: (page) => page.route('**/quality', (route) => route.fulfill({ json: { tooSlow: true } })),
    act: async (viewer) => {
      await viewer.waitForFrames();
      await viewer.page.evaluate(() => {
        // As where only key frames arrive.
        const { getStats } = RTCPeerConnection.prototype;
        let framesDecoded: unknown;
        RTCPeerConnection.prototype.getStats = async function standStill(this: RTCPeerConnection) {
          const reports = [...(await getStats.call(this))] as [string, Record<string, unknown>][];
          framesDecoded ??= reports.map(([, report]) => report['framesDecoded']).find(Number.isInteger);
          return new Map(
            reports.map(([id, report]) => [
              id,
              'framesDecoded' in report ? { ...report, framesDecoded } : report,
            ]),
          );
        };
      });
    },
  },
  {
    state: 'paused',
    says: 'Paused',
    act: async (viewer) => {
      await viewer.waitForFrames();
      await viewer.button('Pause').click();
    },
  },
];

/** Runs in the page: which of name, chip, buttons and invitation to hear lie below the notice, and whether it is cut. */
function faultsOfNotice(): string[] {
  const root = document.querySelector('webgear-player')?.shadowRoot;
  const seen = (selector: string): DOMRect[] =>
    [...(root?.querySelectorAll<HTMLElement>(selector) ?? [])]
      .filter((piece) => piece.checkVisibility({ opacityProperty: true, visibilityProperty: true }))
      .filter((piece) => !getComputedStyle(piece).clipPath.startsWith('inset(50%'))
      .map((piece) => piece.getBoundingClientRect());
  const meet = (one: DOMRect, other: DOMRect): boolean =>
    Math.min(one.right, other.right) - Math.max(one.left, other.left) > 1 &&
    Math.min(one.bottom, other.bottom) - Math.max(one.top, other.top) > 1;
  const notice = root?.querySelector<HTMLElement>('.notice:is(.across, .beside)');
  const isPlay = notice?.classList.contains('play') === true;
  // Paused, there is a round button and no card.
  const [box] = seen(isPlay ? '.notice > .action' : '.notice:is(.across, .beside)');
  if (notice === null || notice === undefined || box === undefined) return ['there is no notice'];
  const below = ['.name', '.status', '.controls > button', '.unmute'];
  const faults = below.filter((selector) => seen(selector).some((piece) => meet(piece, box)));
  const player = notice.parentElement?.getBoundingClientRect();
  if (box.top < (player?.top ?? 0) || box.bottom > (player?.bottom ?? 0)) faults.push('outside');
  if (!isPlay && notice.scrollHeight > notice.clientHeight + 1) faults.push('cut');
  if (seen('.notice .sentence, .notice > .action').length === 0) faults.push('empty');
  return faults;
}

test.each(scenes)(
  'a small player says “$says” beside its name and its buttons, not over them',
  async ({ state, language = 'en', says, prepare, act }) => {
    await using viewer = await PlayerPage.open(browser, host.url, undefined, prepare);
    await act?.(viewer);
    await viewer.isIn(state);
    await viewer.player.evaluate((player: HTMLElement, lang) => {
      player.lang = lang;
      const sheet = new CSSStyleSheet();
      sheet.replaceSync(
        '#player { position: fixed; inset: 0 auto auto 0; width: 100vw; height: auto; aspect-ratio: 16/9 !important }',
      );
      document.adoptedStyleSheets = [sheet];
    }, language);
    await viewer.says(says);
    await viewer.page.locator('.controls').waitFor({ state: 'attached' });
    const faults: Record<number, string[]> = {};
    for (const width of widths) {
      await viewer.page.setViewportSize({ width, height: 500 });
      await viewer.page.mouse.move(width / 2, 60);
      const found = await viewer.page.evaluate(faultsOfNotice);
      if (found.length > 0) faults[width] = found;
    }
    expect(faults).toEqual({});
  },
  40_000,
);
