import { readFile } from 'node:fs/promises';
import { setTimeout as sleep } from 'node:timers/promises';
import { afterAll, beforeAll, describe, expect, test } from '@jest/globals';
import type { Browser, BrowserContext, BrowserContextOptions, Locator, Page } from 'playwright-core';
import { eventually } from './support/eventually.js';
import { launchChromium } from './support/launch-chromium.mjs';
import { servePage, type PageServer } from './support/page-server.js';

const player = new URL('../../dist/templates/static/js/webgear-player.js', import.meta.url);
const live = 'webgear-player[data-state=live]';

let browser: Browser;
/** One that keeps its autoplay rules. */
let strict: Browser;

beforeAll(async () => {
  browser = await launchChromium();
  strict = await launchChromium(['--autoplay-policy=document-user-activation-required']);
}, 60_000);

afterAll(async () => {
  await browser?.close();
  await strict?.close();
});

interface Opening {
  readonly sound?: PageServer['sound'];
  readonly isSeparate?: boolean;
  readonly attributes?: string;
  readonly context?: BrowserContextOptions;
  readonly prepare?: () => void;
  readonly launched?: Browser;
}

async function openPage(
  context: BrowserContext,
  { sound = 'tone', isSeparate = false, attributes = '', prepare }: Opening,
): Promise<Page> {
  const page = await context.newPage();
  await page.addInitScript(servePage, { sound, isSeparate });
  if (prepare !== undefined) await page.addInitScript(prepare);
  const script = await readFile(player, 'utf8');
  await page.route('**/player.js', (route) =>
    route.fulfill({ contentType: 'text/javascript', body: script }),
  );
  const body = `<!doctype html><meta name="viewport" content="width=device-width"><style>body{margin:0;height:3000px}</style>
    <webgear-player src="/camera/" name="Yard" ${attributes}></webgear-player><script type="module" src="player.js"></script>`;
  await page.route('**/', (route) => route.fulfill({ contentType: 'text/html', body }));
  await page.goto('http://localhost/');
  return page;
}

/** A page with a player, whose server is in the page. */
class SoundPage implements AsyncDisposable {
  private constructor(
    private readonly context: BrowserContext,
    /** The tab itself. */
    readonly page: Page,
  ) {}

  static async open(opening: Opening = {}): Promise<SoundPage> {
    const context = await (opening.launched ?? browser).newContext(opening.context);
    return new SoundPage(context, await openPage(context, opening));
  }

  /** Another visit of the same browser. */
  async again(): Promise<SoundPage> {
    await this.page.close();
    return new SoundPage(this.context, await openPage(this.context, {}));
  }

  async isLive(): Promise<this> {
    await this.page.locator(live).waitFor({ timeout: 15_000 });
    return this;
  }

  /** Live, and its sound arrives. */
  async hasSound(): Promise<this> {
    await this.isLive();
    await this.button('Mute').or(this.button('Unmute')).waitFor({ timeout: 10_000 });
    return this;
  }

  /** Resolves when the video has gone on for a while. */
  async plays(): Promise<void> {
    await this.page.evaluate(
      () =>
        new Promise<void>((resolve) => {
          const { video } = document.querySelector('webgear-player') as unknown as {
            video: HTMLVideoElement;
          };
          video.requestVideoFrameCallback(() => video.requestVideoFrameCallback(() => resolve()));
        }),
    );
  }

  button(name: string): Locator {
    return this.page.getByRole('button', { name, exact: true });
  }

  /** The large button over the video. */
  get invitation(): Locator {
    return this.page.locator('.unmute');
  }

  get slider(): Locator {
    return this.page.getByRole('slider', { name: 'Volume' });
  }

  /** Mute and volume, of the element and of its video. */
  sound(): Promise<{
    muted: boolean;
    volume: number;
    playedVolume: number;
    hasAudio: boolean;
    paused: boolean;
  }> {
    return this.page.evaluate(() => {
      const { muted, volume, hasAudio, video } = document.querySelector('webgear-player') as unknown as {
        muted: boolean;
        volume: number;
        hasAudio: boolean;
        video: HTMLVideoElement;
      };
      if (video.muted !== muted) throw new Error('The element says something else than its video.');
      return { muted, volume, playedVolume: video.volume, hasAudio, paused: video.paused };
    });
  }

  /** Calls the server in the page. */
  serve<Answer>(use: (server: PageServer) => Answer | Promise<Answer>): Promise<Answer> {
    return this.page.evaluate<Answer>(`(${use.toString()})(globalThis.server)`);
  }

  async [Symbol.asyncDispose](): Promise<void> {
    await this.context.close();
  }
}

describe('a stream with sound', () => {
  test('starts muted, says so, and is unmuted by one press, without a click', async () => {
    await using viewer = await (await SoundPage.open()).hasSound();
    expect(await viewer.sound()).toMatchObject({ muted: true, hasAudio: true, paused: false });
    expect(await viewer.invitation.innerText()).toBe('Unmute');
    await viewer.page.evaluate(() => {
      const volumes: number[] = [];
      const events: string[] = [];
      Object.assign(globalThis, { volumes, events });
      const element = document.querySelector('webgear-player') as unknown as HTMLElement & {
        video: HTMLVideoElement;
      };
      element.addEventListener('volumechange', () => events.push('volumechange'));
      element.video.addEventListener('volumechange', () => {
        if (!element.video.muted) volumes.push(element.video.volume);
      });
    });
    await viewer.invitation.click();
    await eventually(
      () => viewer.sound(),
      ({ muted, playedVolume }) => !muted && playedVolume === 1,
      3000,
    );
    const { volumes, events } = await viewer.page.evaluate(() => {
      const seen = globalThis as unknown as { volumes: number[]; events: string[] };
      return { volumes: seen.volumes, events: seen.events };
    });
    expect(volumes[0]).toBeLessThan(0.5);
    expect(volumes).toEqual(volumes.toSorted((one, other) => one - other));
    expect(events).toEqual(['volumechange']);
    expect(await viewer.invitation.isVisible()).toBe(false);
    expect(await viewer.button('Mute').isVisible()).toBe(true);
    // Keys go on working after a press.
    await viewer.page.keyboard.press('m');
    expect(await viewer.sound()).toMatchObject({ muted: true });
    // Chosen, so there is nothing to offer.
    expect(await viewer.invitation.isVisible()).toBe(false);
  }, 40_000);

  test.each([false, true])(
    'is one stream of the element, with separate streams in the answer: %s',
    async (isSeparate) => {
      await using viewer = await (await SoundPage.open({ isSeparate })).hasSound();
      const kinds = await viewer.page.evaluate(() => {
        const { video } = document.querySelector('webgear-player') as unknown as { video: HTMLVideoElement };
        return (video.srcObject as MediaStream).getTracks().map(({ kind }) => kind);
      });
      expect(kinds.toSorted()).toEqual(['audio', 'video']);
      const [offer = ''] = await viewer.serve(({ offers }) => offers);
      expect(offer.match(/^m=\w+/gm)).toEqual(['m=video', 'm=audio']);
      expect(offer).toMatch(/^a=fmtp:\d+ minptime=10;useinbandfec=1;stereo=1\r$/m);
    },
    40_000,
  );

  test('shows figures and a level among the statistics, and how far it is from the picture', async () => {
    await using viewer = await (await SoundPage.open()).hasSound();
    await viewer.invitation.click();
    await viewer.page.keyboard.press('i');
    const panel = viewer.page.locator('dl');
    await panel.getByText(/^opus, \d+ kbit\/s$/).waitFor();
    await panel.getByText(/^\d+ ms (early|late)$|^0 ms$/).waitFor({ timeout: 15_000 });
    const meter = panel.getByRole('meter', { name: 'Sound level' });
    // A sine of half the amplitude: Chromium measures its peak, -6 dB, others its power, -9 dB.
    await eventually(
      () => meter.evaluate((element: HTMLMeterElement) => element.value),
      (value) => value > -12 && value < -4,
      8000,
    );
    const stats = await viewer.page.evaluate(
      () =>
        (document.querySelector('webgear-player') as unknown as { stats: { audio: Record<string, number> } })
          .stats,
    );
    expect(stats.audio['packetsReceived']).toBeGreaterThan(50);
    expect(stats.audio['lossRate']).toBe(0);
    // Of this page's own tone and colour, which nothing keeps together.
    expect(Math.abs(stats.audio['offsetMs'] ?? Number.NaN)).toBeLessThan(1000);
    expect(stats.audio['delayMs']).toBeGreaterThan(0);
    expect(stats.audio['concealedRate']).toBeLessThan(0.5);
    await viewer.button('Mute').click();
    await eventually(
      () => meter.evaluate((element: HTMLMeterElement) => element.value),
      (value) => value === -60,
      8000,
    );
  }, 60_000);

  test('has keys, which are the page’s own outside of the player', async () => {
    await using viewer = await (await SoundPage.open()).hasSound();
    const { keyboard } = viewer.page;
    await keyboard.press('ArrowDown');
    await eventually(
      () => viewer.page.evaluate(() => window.scrollY),
      (y) => y > 0,
      3000,
    );
    expect(await viewer.sound()).toMatchObject({ muted: true });
    // Browsers scroll smoothly; that it has ended can only be waited for.
    await viewer.page.waitForTimeout(500);
    await viewer.page.evaluate(() => window.scrollTo(0, 0));
    await viewer.button('Statistics').focus();
    await keyboard.press('m');
    expect(await viewer.sound()).toMatchObject({ muted: false, volume: 1 });
    for (let times = 0; times < 4; times++) await keyboard.press('ArrowDown');
    expect((await viewer.sound()).volume).toBeCloseTo(0.6);
    expect(await viewer.slider.getAttribute('aria-valuetext')).toBe('60 %');
    await keyboard.press('ArrowUp');
    expect((await viewer.sound()).volume).toBeCloseTo(0.7);
    for (let times = 0; times < 9; times++) await keyboard.press('ArrowDown');
    expect(await viewer.sound()).toMatchObject({ muted: true });
    await keyboard.press('ArrowUp');
    expect(await viewer.sound()).toMatchObject({ muted: false });
    expect(await viewer.page.evaluate(() => window.scrollY)).toBe(0);
    // The slider has its own keys, and leaves it the letters.
    await viewer.slider.focus();
    await keyboard.press('End');
    await eventually(
      () => viewer.sound(),
      ({ volume }) => volume === 1,
      3000,
    );
    await keyboard.press('m');
    expect(await viewer.sound()).toMatchObject({ muted: true });
  }, 40_000);

  test('goes on in picture in picture and in full screen', async () => {
    await using viewer = await (await SoundPage.open()).hasSound();
    await viewer.invitation.click();
    await viewer.page.keyboard.press('p');
    await viewer.page.waitForFunction(() => document.pictureInPictureElement !== null);
    await viewer.plays();
    expect(await viewer.sound()).toMatchObject({ muted: false, paused: false });
    await viewer.page.keyboard.press('p');
    await viewer.page.waitForFunction(() => document.pictureInPictureElement === null);
    await viewer.page.keyboard.press('f');
    await viewer.page.waitForFunction(() => document.fullscreenElement !== null);
    await viewer.page.keyboard.press('m');
    expect(await viewer.sound()).toMatchObject({ muted: true, paused: false });
  }, 40_000);
});

describe('a stream without sound', () => {
  test.each([
    ['whose server answers so', { sound: 'inactive' }],
    ['whose server promised some', { sound: 'promised' }],
    ['because the page wants none', { attributes: 'no-audio' }],
  ] as const)(
    'has no controls of it, and its arrow keys scroll the page: %s',
    async (_, opening) => {
      await using viewer = await (await SoundPage.open(opening)).isLive();
      await viewer.page.waitForTimeout(1500);
      const shown = [viewer.button('Mute'), viewer.button('Unmute'), viewer.slider, viewer.invitation];
      for (const each of shown) expect(await each.isVisible()).toBe(false);
      expect(await viewer.sound()).toMatchObject({ hasAudio: false });
      await viewer.button('Statistics').focus();
      await viewer.page.keyboard.press('ArrowDown');
      await eventually(
        () => viewer.page.evaluate(() => window.scrollY),
        (y) => y > 0,
        3000,
      );
      const [offer] = await viewer.serve(({ offers }) => offers);
      expect(offer?.includes('m=audio')).toBe(!('attributes' in opening));
    },
    40_000,
  );

  test('has them as soon as some arrives, and not for long after the last', async () => {
    await using viewer = await (await SoundPage.open({ sound: 'promised' })).isLive();
    expect(await viewer.invitation.isVisible()).toBe(false);
    await viewer.page.evaluate(() => {
      const changes: boolean[] = [];
      Object.assign(globalThis, { changes });
      const element = document.querySelector('webgear-player') as unknown as HTMLElement & {
        hasAudio: boolean;
      };
      element.addEventListener('audiochange', () => changes.push(element.hasAudio));
    });
    await viewer.serve((server) => server.setTone(true));
    await viewer.invitation.waitFor({ timeout: 3000 });
    await viewer.serve((server) => server.setTone(false));
    await viewer.invitation.waitFor({ timeout: 12_000, state: 'hidden' });
    expect(
      await viewer.page.evaluate(() => (globalThis as unknown as { changes: boolean[] }).changes),
    ).toEqual([true, false]);
    await viewer.plays();
  }, 40_000);

  test('in compatibility mode says so', async () => {
    const prepare = (): void => {
      Reflect.deleteProperty(globalThis, 'RTCPeerConnection');
    };
    await using viewer = await (await SoundPage.open({ prepare })).isLive();
    expect(await viewer.page.locator('webgear-player').getAttribute('data-transport')).toBe('mjpeg');
    expect(await viewer.page.getByText('No sound').isVisible()).toBe(true);
    expect(await viewer.invitation.isVisible()).toBe(false);
  }, 40_000);
});

describe('mute and volume', () => {
  const reconnected = async (viewer: SoundPage): Promise<void> => {
    const { length } = await viewer.serve(({ offers }) => offers);
    await viewer.serve((server) => server.disconnect());
    await eventually(
      () => viewer.serve(({ offers }) => offers),
      (offers) => offers.length > length,
      15_000,
    );
    await viewer.hasSound();
    await viewer.plays();
  };

  test('are kept over a reconnect, which fades in, and over a reload', async () => {
    await using viewer = await (await SoundPage.open()).hasSound();
    await viewer.invitation.click();
    await viewer.page.evaluate(() =>
      Object.assign(document.querySelector('webgear-player') ?? {}, { volume: 0.4 }),
    );
    await viewer.page.evaluate(() => {
      const { video } = document.querySelector('webgear-player') as unknown as { video: HTMLVideoElement };
      const volumes: number[] = [];
      Object.assign(globalThis, { volumes });
      video.addEventListener('volumechange', () => volumes.push(video.volume));
    });
    await reconnected(viewer);
    await eventually(
      () => viewer.sound(),
      ({ playedVolume }) => Math.abs(playedVolume - 0.4) < 0.01,
      3000,
    );
    expect(await viewer.sound()).toMatchObject({ muted: false, volume: 0.4 });
    const volumes = await viewer.page.evaluate(
      () => (globalThis as unknown as { volumes: number[] }).volumes,
    );
    expect(Math.min(...volumes)).toBeLessThan(0.2);
    await viewer.page.reload();
    await viewer.hasSound();
    await eventually(
      () => viewer.sound(),
      ({ playedVolume }) => Math.abs(playedVolume - 0.4) < 0.01,
      3000,
    );
    expect(await viewer.sound()).toMatchObject({ muted: false, volume: 0.4, paused: false });
    expect(await viewer.invitation.isVisible()).toBe(false);
    await viewer.button('Mute').click();
    await viewer.page.reload();
    await viewer.hasSound();
    expect(await viewer.sound()).toMatchObject({ muted: true, volume: 0.4 });
    expect(await viewer.invitation.isVisible()).toBe(false);
  }, 60_000);

  test('hold until the page is left where nothing can be stored', async () => {
    const prepare = (): void => {
      Object.defineProperty(globalThis, 'localStorage', {
        get: () => {
          throw new DOMException('Blocked', 'SecurityError');
        },
      });
    };
    await using viewer = await (await SoundPage.open({ prepare })).hasSound();
    await viewer.invitation.click();
    await reconnected(viewer);
    expect(await viewer.sound()).toMatchObject({ muted: false });
  }, 40_000);

  test('of the video itself, as its own controls set them, are taken over', async () => {
    await using viewer = await (await SoundPage.open()).hasSound();
    await viewer.page.evaluate(() => {
      const { video } = document.querySelector('webgear-player') as unknown as { video: HTMLVideoElement };
      video.volume = 0.3;
      video.muted = false;
    });
    await viewer.button('Mute').waitFor({ timeout: 3000 });
    expect((await viewer.sound()).volume).toBeCloseTo(0.3);
    await reconnected(viewer);
    expect(await viewer.sound()).toMatchObject({ muted: false });
  }, 40_000);
});

describe('a browser with autoplay rules', () => {
  /** What Playwright evaluates counts as a gesture of the viewer: a page must be left alone while it has had none. */
  const untouchedMs = 4000;

  test('that refuses sound on the next visit plays muted, offers to unmute, and forgets nothing', async () => {
    await using viewer = await SoundPage.open({ launched: strict });
    await viewer.hasSound();
    await viewer.invitation.click();
    await eventually(
      () => viewer.sound(),
      ({ muted, paused }) => !muted && !paused,
      3000,
    );
    const next = await viewer.again();
    await sleep(untouchedMs);
    expect(await next.sound()).toMatchObject({ muted: true, paused: false, hasAudio: true });
    expect(await next.invitation.isVisible()).toBe(true);
    await next.plays();
    expect(await next.page.evaluate(() => Object.values(localStorage))).toEqual([
      '{"muted":false,"volume":1}',
    ]);
    await next.invitation.click();
    await eventually(
      () => next.sound(),
      ({ muted, playedVolume }) => !muted && playedVolume === 1,
      3000,
    );
  }, 60_000);

  test('goes on muted when a script unmutes before the viewer did anything', async () => {
    const prepare = (): void => {
      setTimeout(() => Object.assign(document.querySelector('webgear-player') ?? {}, { muted: false }), 2000);
    };
    await using viewer = await SoundPage.open({ launched: strict, prepare });
    await sleep(untouchedMs);
    expect(await viewer.sound()).toMatchObject({ muted: true, paused: false, hasAudio: true });
    expect(await viewer.page.locator(live).count()).toBe(1);
    expect(await viewer.invitation.isVisible()).toBe(true);
    await viewer.plays();
  }, 40_000);

  test('and a stream that is replaced is no reason to mute', async () => {
    const prepare = (): void => {
      localStorage.setItem('webgear-player:sound:http://localhost/camera/', '{"muted":false,"volume":1}');
      const { play } = HTMLMediaElement.prototype;
      HTMLMediaElement.prototype.play = async function abort(this: HTMLMediaElement) {
        await Reflect.apply(play, this, []);
        throw new DOMException('The play() request was interrupted by a new load request.', 'AbortError');
      };
    };
    await using viewer = await (await SoundPage.open({ prepare })).hasSound();
    await viewer.plays();
    expect(await viewer.sound()).toMatchObject({ muted: false, paused: false });
    expect(await viewer.page.locator(live).count()).toBe(1);
  }, 40_000);
});

describe('on a phone', () => {
  test.each([320, 360, 390])(
    'of %s pixels, the controls fit, and Unmute is large enough for a finger',
    async (width) => {
      const context = { viewport: { width, height: 640 }, hasTouch: true, isMobile: true };
      await using viewer = await (await SoundPage.open({ context })).hasSound();
      const fits = await viewer.page.locator('.controls').evaluate((bar) => {
        const box = bar.getBoundingClientRect();
        const buttons = [...bar.querySelectorAll('button')]
          .filter((each) => each.checkVisibility())
          .map((button) => button.getBoundingClientRect());
        return buttons.every(({ left, right }) => left >= box.left && right <= box.right + 0.5);
      });
      expect(fits).toBe(true);
      const box = await viewer.invitation.boundingBox();
      expect(Math.min(box?.width ?? 0, box?.height ?? 0)).toBeGreaterThanOrEqual(44);
      const status = await viewer.page.locator('.status').boundingBox();
      expect((status?.x ?? 0) + (status?.width ?? 0)).toBeLessThanOrEqual(box?.x ?? 0);
      // While the controls fade it stays, and one tap is enough.
      await eventually(
        () => viewer.page.locator('.controls').evaluate((bar) => getComputedStyle(bar).opacity),
        (opacity) => opacity === '0',
        10_000,
      );
      await viewer.invitation.tap();
      await eventually(
        () => viewer.sound(),
        ({ muted }) => !muted,
        3000,
      );
    },
    40_000,
  );
});
