import type { Browser, BrowserContext, Locator, Page } from 'playwright-core';
import { eventually } from './eventually.js';

/** Runs in the page before its scripts: clocks that a test may set forward, for what takes minutes. */
function addClocks(): void {
  const { now: wallNow } = Date;
  const now = performance.now.bind(performance);
  const ahead = { wallMs: 0, pageMs: 0 };
  Date.now = () => wallNow() + ahead.wallMs;
  performance.now = () => now() + ahead.pageMs;
  Object.assign(globalThis, { ahead });
}

/** What a test may do to an answer before the player gets it. */
export type AnswerChange = (sdp: string) => string;

/** A page with a `<webgear-player>`, as a user sees it. */
export class PlayerPage implements AsyncDisposable {
  readonly errors: string[] = [];
  private answers = 0;

  private constructor(
    private readonly context: BrowserContext,
    readonly page: Page,
  ) {
    page.on('pageerror', (error) => this.errors.push(error.message));
    page.on('requestfinished', (request) => {
      if (request.url().endsWith('/offer')) this.answers++;
    });
  }

  /** Opens a page; `changeAnswer` stands between server and player, and `prepare` runs before the page is loaded. */
  static async open(
    browser: Browser,
    url: string,
    changeAnswer?: AnswerChange,
    prepare?: (page: Page) => Promise<unknown>,
  ): Promise<PlayerPage> {
    const context = await browser.newContext({ permissions: ['clipboard-read', 'clipboard-write'] });
    const page = await context.newPage();
    await page.addInitScript(addClocks);
    if (changeAnswer !== undefined) {
      // An ICE restart would find the way past what stands between: to the player there is no such route.
      await page.route('**/whep/*', (route) => route.fulfill({ status: 404 }));
      await page.route('**/offer', async (route) => {
        const response = await route.fetch();
        const answer = (await response.json()) as { sdp?: string };
        const changed = answer.sdp === undefined ? {} : { sdp: changeAnswer(answer.sdp) };
        await route.fulfill({ response, json: { ...answer, ...changed } });
      });
    }
    await prepare?.(page);
    const opened = new PlayerPage(context, page);
    await page.goto(url);
    return opened;
  }

  get player(): Locator {
    return this.page.locator('webgear-player');
  }

  /** What a screen reader was told last. */
  get announced(): Locator {
    return this.page.getByRole('status');
  }

  /** The word beside the dot. */
  get label(): Locator {
    return this.page.locator('.status');
  }

  button(name: string): Locator {
    return this.page.getByRole('button', { name, exact: true });
  }

  /** Opens the menu. Its button may have faded: the mouse that comes to it shows it. */
  async openMenu(): Promise<void> {
    await this.page.mouse.move(20, 20);
    await this.button('More').hover({ force: true });
    await this.button('More').click();
  }

  /** Chooses a row of the menu. */
  async choose(name: string): Promise<void> {
    await this.openMenu();
    await this.page.getByRole('menu').getByText(name, { exact: true }).click();
  }

  /** Waits until a person sees words of a state. */
  async says(words: string | RegExp, timeoutMs = 15_000): Promise<void> {
    await this.announced.filter({ hasText: words }).waitFor({ timeout: timeoutMs, state: 'attached' });
  }

  /** Waits until the player has had so many answers of the server. */
  async answered(count = 1): Promise<void> {
    await eventually(
      () => this.answers,
      (answers) => answers >= count,
      15_000,
    );
  }

  /** Waits for a state, as the page's own scripts and styles see it. */
  async isIn(state: string, timeoutMs = 15_000): Promise<void> {
    await this.page
      .locator(`webgear-player[data-state="${state}"]`)
      .waitFor({ timeout: timeoutMs, state: 'attached' });
  }

  /** Resolves when two frames more have come on screen, and nothing lies upon them. */
  async waitForFrames(timeoutMs = 15_000): Promise<void> {
    await this.isIn('live', timeoutMs);
    await this.player.evaluate(
      (player, limitMs) =>
        new Promise<void>((resolve, reject) => {
          setTimeout(() => reject(new Error(`No frame within ${limitMs} ms.`)), limitMs);
          const { video } = player as unknown as { video: HTMLVideoElement };
          video.requestVideoFrameCallback(() => video.requestVideoFrameCallback(() => resolve()));
        }),
      timeoutMs,
    );
  }

  /** Lets time pass that nobody wants to wait for. */
  async skip(ms: number): Promise<void> {
    await this.setAhead({ pageMs: ms });
  }

  /** Wakes the page as after a sleep of the computer: it is later than its own clock knows. */
  async wake(afterMs: number): Promise<void> {
    await this.setAhead({ wallMs: afterMs });
  }

  private async setAhead(clocks: Readonly<Record<string, number>>): Promise<void> {
    await this.page.evaluate(
      (set) => Object.assign((globalThis as unknown as { ahead: object }).ahead, set),
      clocks,
    );
  }

  /** Puts the page into the background, as another tab in front of it does, or back. */
  async setHidden(hidden: boolean): Promise<void> {
    await this.page.evaluate((value) => {
      Object.defineProperty(document, 'hidden', { value, configurable: true });
      document.dispatchEvent(new Event('visibilitychange'));
    }, hidden);
  }

  async [Symbol.asyncDispose](): Promise<void> {
    await this.context.close();
  }
}
