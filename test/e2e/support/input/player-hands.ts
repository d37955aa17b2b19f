import { eventually } from '../eventually.js';
import type { InputDriver, Point, PointerKind } from './input-driver.interface.js';
import {
  controls,
  find,
  forget,
  installProbe,
  look,
  lookBefore,
  stepTo,
  type PlayerLook,
  type SeenControl,
} from './player-probe.js';

/** Says by what is on screen whether an input had its effect. */
export type Worked = (now: PlayerLook, before: PlayerLook) => boolean;

/** One press of a control. */
export interface Drive {
  /** Its name, as the probe gives it. */
  readonly control: string;
  /** Controls that open menus of the same name, and are pressed before. */
  readonly path?: readonly string[];
  /** Where a pointer presses it, as a share of its width. */
  readonly share?: number;
  /** The key for it, where it is not Enter. */
  readonly key?: string;
  /** A key that brings it on screen, because nothing else does by every input. */
  readonly keyBefore?: string;
  /** Whether keyboards have another control for the same. */
  readonly isPointerOnly?: boolean;
  readonly worked: Worked;
}

const limitMs = 10_000;
/** Hundreds of looks add up. */
const pollIntervalMs = 20;
/** Nothing lies over the video here. */
const onVideo: Point = { x: 650, y: 150 };
/** Keys that doc comments write by a sign. */
const keyNames: Readonly<Record<string, string>> = {
  Space: ' ',
  '↑': 'ArrowUp',
  '↓': 'ArrowDown',
  '←': 'ArrowLeft',
  '→': 'ArrowRight',
};
const mostTabs = 20;

/** Uses a player as a person does: looks where a control is, brings it on screen, and presses it. */
export class PlayerHands {
  private readonly visits: (readonly SeenControl[])[] = [];
  private isOpen = false;

  constructor(private readonly driver: InputDriver) {}

  /** Opens a page as on a first visit, and waits until it has everything. */
  async open(url: string): Promise<void> {
    if (this.isOpen) {
      await this.leave();
      await this.driver.evaluate(forget, undefined);
    }
    this.isOpen = true;
    await this.driver.open(url);
    await this.driver.evaluate(installProbe, undefined);
    await this.until(({ state }) => state === 'live');
    await this.placeOf('Volume');
  }

  /** Takes down what was on screen. */
  async leave(): Promise<void> {
    this.visits.push(await this.driver.evaluate(controls, undefined));
  }

  /** Controls that were on screen, and by what none of them was pressed that should have been. */
  unpressed(): string[] {
    const all = this.visits.flat();
    return [...new Set(all.map(({ name }) => name))].flatMap((name) => {
      const same = all.filter((each) => each.name === name);
      const inputs = [
        'mouse',
        'touch',
        ...(same.some(({ isPointerOnly }) => isPointerOnly) ? [] : ['keyboard']),
      ];
      const pressedBy = new Set(same.flatMap((each) => each.pressedBy));
      return inputs.filter((input) => !pressedBy.has(input)).map((input) => `${name} by ${input}`);
    });
  }

  /** Presses a control, and waits for its effect. */
  async drive(input: PointerKind | 'keyboard', drive: Drive): Promise<void> {
    await this.naming(`${drive.control} by ${input}`, async () => {
      for (const name of drive.path ?? []) {
        await this.press(input, name);
        await this.until(({ menu }) => menu === name);
      }
      if (drive.keyBefore !== undefined) await this.driver.key(drive.keyBefore);
      await this.expectEffect(drive.worked, () => this.press(input, drive.control, drive));
    });
  }

  /** Presses a key, and waits for its effect. */
  async useKey(key: string, worked: Worked): Promise<void> {
    await this.naming(`the key ${key}`, () =>
      this.expectEffect(worked, () => this.driver.key(keyNames[key] ?? key)),
    );
  }

  /** As a click on the video does, after which no key is that of a button. */
  async focusVideo(): Promise<void> {
    await this.driver.press('mouse', onVideo);
  }

  /** After a window of the video, which takes the focus with it. */
  async toFront(): Promise<void> {
    await this.driver.toFront();
  }

  /** Makes a gesture over the video, and waits for its effect. */
  async gesture(
    name: string,
    worked: Worked,
    make: (driver: InputDriver, at: Point) => Promise<void>,
  ): Promise<void> {
    await this.naming(name, async () => {
      // A browser that changes to full screen drops what comes meanwhile.
      let last: PlayerLook | undefined;
      await this.until((now) => {
        if (now.frame === last?.frame) return false;
        const isAtRest = now.width === last?.width;
        last = now;
        return isAtRest;
      });
      await this.expectEffect(worked, () => make(this.driver, onVideo));
    });
  }

  private async expectEffect(worked: Worked, act: () => Promise<void>): Promise<void> {
    const before = await this.driver.evaluate(lookBefore, undefined);
    await act();
    await this.until((now) => worked(now, before));
  }

  private async press(
    input: PointerKind | 'keyboard',
    name: string,
    { share, key = 'Enter' }: Pick<Drive, 'share' | 'key'> = {},
  ): Promise<void> {
    if (input === 'keyboard') {
      if (key !== 'Escape') await this.focus(name);
      await this.driver.key(key);
      return;
    }
    if (input === 'mouse') await this.driver.hover(onVideo);
    else if (!(await this.look()).areControlsShown) await this.driver.press('touch', onVideo);
    await this.until(({ areControlsShown }) => areControlsShown);
    await this.driver.press(input, await this.placeOf(name, share));
  }

  /** By Tab, in a menu by the arrow: the way there is a part of what a keyboard reaches. */
  private async focus(name: string): Promise<void> {
    const way: string[] = [];
    for (let count = 0; count < mostTabs; count++) {
      const { focused, menu } = await this.look();
      if (focused === name) return;
      way.push(focused);
      await this.driver.key(menu === '' ? await this.driver.evaluate(stepTo, name) : 'ArrowDown');
    }
    throw new Error(`The keyboard does not come to it, but to: ${way.join(', ')}`);
  }

  private async placeOf(name: string, share = 0.5): Promise<Point> {
    const place = await eventually(
      () => this.driver.evaluate(find, { name, share }),
      (found) => found !== undefined && found !== null,
      limitMs,
      pollIntervalMs,
    );
    return place as Point;
  }

  private look(): Promise<PlayerLook> {
    return this.driver.evaluate(look, undefined);
  }

  private async until(accepts: (now: PlayerLook) => boolean): Promise<void> {
    await eventually(() => this.look(), accepts, limitMs, pollIntervalMs);
  }

  /** A failure tells what was tried. */
  private async naming(what: string, act: () => Promise<void>): Promise<void> {
    try {
      await act();
    } catch (error) {
      throw new Error(`${what}: ${error instanceof Error ? error.message : String(error)}`, { cause: error });
    }
  }
}
