import type { Browser, CDPSession, Page } from 'playwright-core';
import { launchChromium } from '../launch-chromium.mjs';
import type { InputDriver, Point, PointerKind } from './input-driver.interface.js';

/** Chromium, by Playwright and, for more than one finger, by its DevTools protocol. */
export class ChromiumDriver implements InputDriver {
  private constructor(
    private readonly browser: Browser,
    private readonly page: Page,
    private readonly devTools: CDPSession,
  ) {}

  static async start(): Promise<ChromiumDriver> {
    const browser = await launchChromium();
    const permissions = ['clipboard-read', 'clipboard-write'];
    const context = await browser.newContext({
      viewport: { width: 1000, height: 600 },
      hasTouch: true,
      permissions,
    });
    const page = await context.newPage();
    return new ChromiumDriver(browser, page, await context.newCDPSession(page));
  }

  async open(url: string): Promise<void> {
    await this.page.goto(url);
  }

  async evaluate<Argument, Result>(run: (argument: Argument) => Result, argument: Argument): Promise<Result> {
    return this.page.evaluate(run as (given: unknown) => Result, argument);
  }

  async toFront(): Promise<void> {
    await this.page.bringToFront();
  }

  async hover({ x, y }: Point): Promise<void> {
    await this.page.mouse.move(x, y);
  }

  async press(pointer: PointerKind, { x, y }: Point, times = 1): Promise<void> {
    if (pointer === 'mouse') await this.page.mouse.click(x, y, { clickCount: times });
    else for (let count = 0; count < times; count++) await this.page.touchscreen.tap(x, y);
  }

  async drag(pointer: PointerKind, from: Point, to: Point): Promise<void> {
    if (pointer === 'touch') {
      await this.touch([[from], [between(from, to)], [to]]);
      return;
    }
    await this.page.mouse.move(from.x, from.y);
    await this.page.mouse.down();
    await this.page.mouse.move(to.x, to.y, { steps: 4 });
    await this.page.mouse.up();
  }

  async pinch({ x, y }: Point, { from, to }: { readonly from: number; readonly to: number }): Promise<void> {
    const fingers = (distance: number): Point[] => [
      { x: x - distance / 2, y },
      { x: x + distance / 2, y },
    ];
    await this.touch([fingers(from), fingers((from + to) / 2), fingers(to)]);
  }

  async wheel({ x, y }: Point, deltaY: number): Promise<void> {
    await this.page.mouse.move(x, y);
    await this.page.keyboard.down('Control');
    await this.page.mouse.wheel(0, deltaY);
    await this.page.keyboard.up('Control');
  }

  async key(name: string): Promise<void> {
    await this.page.keyboard.press(name === ' ' ? 'Space' : name);
  }

  async [Symbol.asyncDispose](): Promise<void> {
    await this.browser.close();
  }

  /** @param steps places of all fingers, one step after another */
  private async touch(steps: readonly (readonly Point[])[]): Promise<void> {
    for (const [index, points] of steps.entries()) {
      const touchPoints = points.map((at, id) => ({ ...at, id }));
      await this.devTools.send('Input.dispatchTouchEvent', {
        type: index === 0 ? 'touchStart' : 'touchMove',
        touchPoints,
      });
    }
    await this.devTools.send('Input.dispatchTouchEvent', { type: 'touchEnd', touchPoints: [] });
  }
}

/** The middle of two points. */
export function between(one: Point, other: Point): Point {
  return { x: (one.x + other.x) / 2, y: (one.y + other.y) / 2 };
}
