import { existsSync, readFileSync } from 'node:fs';
import { join } from 'node:path';
import { Firefox } from '../../../interop/support/firefox.js';
import { eventually } from '../eventually.js';
import type { InputDriver, Point, PointerKind } from './input-driver.interface.js';
import { Marionette } from './marionette.js';

/** A first start makes a profile and reads a hundred megabytes of program. */
const startMs = 60_000;

const settings = {
  // One that is free; Firefox writes it into its profile.
  'marionette.port': 0,
  // It would take the focus from the page.
  'browser.download.alwaysOpenPanel': false,
  'browser.download.panel.shown': true,
  'dom.w3c_touch_events.enabled': 1,
  'full-screen-api.warning.timeout': 0,
  'full-screen-api.transition-duration.enter': '0 0',
  'full-screen-api.transition-duration.leave': '0 0',
};

/** Code points of keys without a character (WebDriver, section 17.4.2). */
const codePoints: Readonly<Record<string, string>> = {
  Tab: '\uE004',
  Enter: '\uE006',
  Shift: '\uE008',
  Control: '\uE009',
  Escape: '\uE00C',
  ArrowLeft: '\uE012',
  ArrowUp: '\uE013',
  ArrowRight: '\uE014',
  ArrowDown: '\uE015',
};

/** Firefox, by Marionette. */
export class FirefoxDriver implements InputDriver {
  private constructor(
    private readonly firefox: Firefox,
    private readonly marionette: Marionette,
  ) {}

  static async start(): Promise<FirefoxDriver> {
    const firefox = new Firefox('about:blank', { arguments: ['--marionette'], settings });
    try {
      const file = join(firefox.profile, 'MarionetteActivePort');
      const read = (): string => (existsSync(file) ? readFileSync(file, 'latin1') : '');
      const port = await eventually(read, (text) => text !== '', startMs);
      return new FirefoxDriver(firefox, await Marionette.connect(Number(port)));
    } catch (error) {
      await firefox[Symbol.asyncDispose]();
      throw error;
    }
  }

  async open(url: string): Promise<void> {
    await this.marionette.send('WebDriver:Navigate', { url });
  }

  async evaluate<Argument, Result>(run: (argument: Argument) => Result, argument: Argument): Promise<Result> {
    const script = `return (${run.toString()})(arguments[0])`;
    const command = { script, args: [argument ?? null], sandbox: null };
    return ((await this.marionette.send('WebDriver:ExecuteScript', command)) as { value: Result }).value;
  }

  async toFront(): Promise<void> {
    const { value: handle } = (await this.marionette.send('WebDriver:GetWindowHandle', {})) as {
      value: string;
    };
    await this.marionette.send('WebDriver:SwitchToWindow', { handle, focus: true });
  }

  async hover(at: Point): Promise<void> {
    await this.perform(pointer('mouse', [moveTo(at)]));
  }

  async press(kind: PointerKind, at: Point, times = 1): Promise<void> {
    const clicks = Array.from({ length: times }, () => [down, up]).flat();
    await this.perform(pointer(kind, [moveTo(at), ...clicks]));
  }

  async drag(kind: PointerKind, from: Point, to: Point): Promise<void> {
    const half = { x: (from.x + to.x) / 2, y: (from.y + to.y) / 2 };
    await this.perform(pointer(kind, [moveTo(from), down, moveTo(half), moveTo(to), up]));
  }

  async pinch({ x, y }: Point, { from, to }: { readonly from: number; readonly to: number }): Promise<void> {
    const finger = (side: -1 | 1): object => {
      const at = (distance: number): object => moveTo({ x: x + (side * distance) / 2, y });
      return pointer('touch', [at(from), down, at((from + to) / 2), at(to), up], `touch${side}`);
    };
    await this.perform(finger(-1), finger(1));
  }

  async wheel({ x, y }: Point, deltaY: number): Promise<void> {
    const turn = { type: 'scroll', ...whole({ x, y }), deltaX: 0, deltaY, duration: 0, origin: 'viewport' };
    await this.perform(keyboard({ type: 'keyDown', value: codePoints['Control'] }));
    await this.perform({ type: 'wheel', id: 'wheel', actions: [turn] });
    await this.perform(keyboard({ type: 'keyUp', value: codePoints['Control'] }));
  }

  async key(name: string): Promise<void> {
    const values = name.startsWith('Shift+') ? ['Shift', name.slice('Shift+'.length)] : [name];
    const strokes = (type: 'keyDown' | 'keyUp'): object[] =>
      values.map((each) => ({ type, value: codePoints[each] ?? each }));
    await this.perform(keyboard(...strokes('keyDown'), ...strokes('keyUp').toReversed()));
  }

  async [Symbol.asyncDispose](): Promise<void> {
    this.marionette[Symbol.dispose]();
    await this.firefox[Symbol.asyncDispose]();
  }

  private async perform(...actions: readonly object[]): Promise<void> {
    await this.marionette.send('WebDriver:PerformActions', { actions });
  }
}

const down = { type: 'pointerDown', button: 0 };
const up = { type: 'pointerUp', button: 0 };

function whole({ x, y }: Point): Point {
  return { x: Math.round(x), y: Math.round(y) };
}

function moveTo(at: Point): object {
  return { type: 'pointerMove', ...whole(at), duration: 0, origin: 'viewport' };
}

function pointer(pointerType: PointerKind, actions: readonly object[], id: string = pointerType): object {
  return { type: 'pointer', id, parameters: { pointerType }, actions };
}

function keyboard(...actions: readonly object[]): object {
  return { type: 'key', id: 'keyboard', actions };
}
