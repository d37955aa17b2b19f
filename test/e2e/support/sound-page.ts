import { readFile } from 'node:fs/promises';
import type { Browser, BrowserContext, BrowserContextOptions, Locator, Page } from 'playwright-core';
import { servePage, type PageServer } from './page-server.js';

const scripts = new URL('../../../dist/templates/static/js/', import.meta.url);

/** How a page is opened. */
export interface Opening {
  readonly sound?: PageServer['sound'];
  readonly isSeparate?: boolean;
  readonly attributes?: string;
  readonly context?: BrowserContextOptions;
  /** Runs in the page before its scripts. */
  readonly prepare?: () => void;
  readonly browser: Browser;
}

async function openPage(
  context: BrowserContext,
  { sound = 'tone', isSeparate = false, attributes = '', prepare }: Omit<Opening, 'browser'>,
): Promise<Page> {
  const page = await context.newPage();
  await page.addInitScript(servePage, { sound, isSeparate });
  if (prepare !== undefined) await page.addInitScript(prepare);
  await page.route('**/webgear-player*.js', async (route) => {
    const file = new URL(new URL(route.request().url()).pathname.slice(1), scripts);
    await route.fulfill({ contentType: 'text/javascript', body: await readFile(file, 'utf8') });
  });
  const body = `<!doctype html><meta name="viewport" content="width=device-width"><style>body{margin:0;height:3000px}</style>
    <webgear-player src="/camera/" name="Yard" ${attributes}></webgear-player><script type="module" src="webgear-player.js"></script>`;
  await page.route('**/', (route) => route.fulfill({ contentType: 'text/html', body }));
  await page.goto('http://localhost/');
  return page;
}

/** A page with a player, whose server is in the page. */
export class SoundPage implements AsyncDisposable {
  private constructor(
    private readonly context: BrowserContext,
    /** The tab itself. */
    readonly page: Page,
  ) {}

  static async open(opening: Opening): Promise<SoundPage> {
    const context = await opening.browser.newContext(opening.context);
    return new SoundPage(context, await openPage(context, opening));
  }

  /** Another visit of the same browser. */
  async again(): Promise<SoundPage> {
    await this.page.close();
    return new SoundPage(this.context, await openPage(this.context, {}));
  }

  async isLive(): Promise<this> {
    await this.page.locator('webgear-player[data-state=live]').waitFor({ timeout: 15_000 });
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
