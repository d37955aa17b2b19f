/** What a page shows of its player, for a test that looks for the effect of an input. */
export interface PlayerLook {
  readonly state: string;
  readonly muted: boolean;
  readonly volume: number;
  readonly fit: string;
  readonly quality: string;
  /** Whether the player knows of more than one quality: it asks after the first frames of each session. */
  readonly hasRungs: boolean;
  readonly scale: number;
  readonly shiftX: number;
  readonly shiftY: number;
  /** Size of the video on screen. */
  readonly width: number;
  /** Whether it covers the screen, from corner to corner. */
  readonly isFullscreen: boolean;
  readonly isInWindow: boolean;
  readonly areControlsShown: boolean;
  /** Name of the menu that is open. */
  readonly menu: string;
  readonly hasStats: boolean;
  readonly hasShortcuts: boolean;
  readonly toast: string;
  /** How often a window was opened. */
  readonly windows: number;
  /** Name of what has the keyboard focus. */
  readonly focused: string;
  /** Number of the animation frame: what lies still does so in two. */
  readonly frame: number;
}

/** A control that was on screen, and what pressed it. */
export interface SeenControl {
  readonly name: string;
  /** Whether it is left out of the order of the keyboard, because another control does the same. */
  readonly isPointerOnly: boolean;
  readonly pressedBy: readonly string[];
}

/** What is kept in the page. */
interface Probe {
  look(): PlayerLook;
  /** A point of a control that lies still and can be pressed; the share of its width is from its left edge. */
  find(name: string, share: number): { x: number; y: number } | undefined;
  /** The key that brings the focus nearer: past the ends of the page are controls of the browser. */
  stepTo(name: string): 'Tab' | 'Shift+Tab';
  /** Takes the last message away, so that the same one is seen again, and looks. */
  lookBefore(): PlayerLook;
  controls(): readonly SeenControl[];
}

/** Runs in the page: keeps what was pressed, and by what. */
export function installProbe(): void {
  const player = document.querySelector('webgear-player') as HTMLElement & {
    readonly shadowRoot: ShadowRoot;
    readonly state: string;
    readonly muted: boolean;
    readonly volume: number;
    readonly quality: string;
    readonly rungs: readonly unknown[];
    readonly video: HTMLVideoElement;
  };
  const root = player.shadowRoot;
  const one = (selector: string): HTMLElement | null => root.querySelector<HTMLElement>(selector);
  const isShown = (selector: string): boolean => one(selector)?.checkVisibility() === true;
  const names = new WeakMap<Element, string>();
  const isPointerOnly = (element: Element): boolean => element.closest('[aria-hidden=true]') !== null;
  const firstNameOf = (element: Element): string => {
    if (element.matches('.status')) return 'Chip';
    const label = element.getAttribute('aria-label') || element.textContent.trim();
    const panel = element.closest('.stats, .shortcuts')?.getAttribute('aria-label');
    if (panel) return `${panel}: ${label}`;
    return isPointerOnly(element) ? `large ${label}` : label;
  };
  /** A button whose label changes is the same button; a row of a menu is what it says. */
  const nameOf = (element: Element): string => {
    const row = element.getAttribute('role')?.startsWith('menuitem') ? element.querySelector('.words') : null;
    if (row !== null) return row.textContent.replace(/ \(.*\)$/, '');
    const name = names.get(element) ?? firstNameOf(element);
    names.set(element, name);
    return name;
  };
  const seen = new Map<string, { isPointerOnly: boolean; pressedBy: Set<string> }>();
  const all = (): Element[] =>
    [...root.querySelectorAll('button, input, summary, a[href], .status')].filter((element) => {
      if (!element.checkVisibility()) return false;
      const name = nameOf(element);
      if (!seen.has(name)) seen.set(name, { isPointerOnly: isPointerOnly(element), pressedBy: new Set() });
      return true;
    });
  let input = '';
  addEventListener('pointerdown', ({ pointerType }) => (input = pointerType), true);
  addEventListener('keydown', () => (input = 'keyboard'), true);
  for (const type of ['click', 'input'])
    root.addEventListener(
      type,
      (event) => {
        all();
        const control = (event.target as Element).closest('button, input, summary, a[href], .status');
        if (control !== null && event.isTrusted) seen.get(nameOf(control))?.pressedBy.add(input);
      },
      true,
    );
  const isOnWholeScreen = (element: Element): boolean => {
    const { left, top, width, height } = element.getBoundingClientRect();
    return left === 0 && top === 0 && width === innerWidth && height === innerHeight;
  };
  const places = new WeakMap<Element, { x: number; y: number; frame: number }>();
  let frame = 0;
  const countFrames = (): void => {
    frame++;
    requestAnimationFrame(countFrames);
  };
  countFrames();
  const windows: unknown[] = [];
  window.open = (...args) => {
    windows.push(args);
    return null;
  };
  const probe: Probe = {
    look: () => {
      all();
      const matrix = new DOMMatrix(getComputedStyle(one('.zoom') as Element).transform);
      const bar = one('.controls');
      const focused = root.activeElement;
      return {
        state: player.state,
        muted: player.muted,
        volume: player.volume,
        fit: getComputedStyle(player.video).objectFit,
        quality: player.quality,
        hasRungs: player.rungs.length > 1,
        scale: matrix.a,
        shiftX: matrix.e,
        shiftY: matrix.f,
        width: player.clientWidth,
        isFullscreen: document.fullscreenElement !== null && isOnWholeScreen(player),
        isInWindow: (player.video.getRootNode() as Document | ShadowRoot).pictureInPictureElement !== null,
        areControlsShown: bar !== null && Number(getComputedStyle(bar).opacity) > 0.9,
        menu: isShown('.menu') ? (one('.menu')?.ariaLabel ?? '') : '',
        hasStats: isShown('.stats'),
        hasShortcuts: isShown('.shortcuts'),
        toast: one('.toast')?.textContent ?? '',
        windows: windows.length,
        focused: focused === null ? '' : nameOf(focused),
        frame,
      };
    },
    find: (name, share) => {
      const element = all().find((each) => nameOf(each) === name);
      if (element === undefined) return undefined;
      const { left, top, width, height } = element.getBoundingClientRect();
      const place = { x: left + width * share, y: top + height / 2 };
      const was = places.get(element);
      if (was?.frame !== frame) places.set(element, { ...place, frame });
      // As after a change to full screen: a press would miss what still moves, or lies below something else.
      const isAtRest = was !== undefined && was.frame < frame && was.x === place.x && was.y === place.y;
      const isOnTop = element.contains(root.elementFromPoint(place.x, place.y));
      return isAtRest && isOnTop ? place : undefined;
    },
    stepTo: (name) => {
      const element = all().find((each) => nameOf(each) === name);
      if (element === undefined || root.activeElement === null) return 'Tab';
      const isBehind = root.activeElement.compareDocumentPosition(element) & Node.DOCUMENT_POSITION_PRECEDING;
      return isBehind ? 'Shift+Tab' : 'Tab';
    },
    lookBefore: () => {
      one('.toast')?.replaceChildren();
      return probe.look();
    },
    controls: () =>
      [...seen].map(([name, { pressedBy, ...rest }]) => ({ name, ...rest, pressedBy: [...pressedBy] })),
  };
  // Not the global object: a driver may run this in a sandbox in front of the window.
  Object.assign(window, { probe });
}

/** Runs in the page. */
export const look = (): PlayerLook => (window as unknown as { probe: Probe }).probe.look();

/** Runs in the page: where a control is. */
export const find = ({
  name,
  share,
}: {
  name: string;
  share: number;
}): { x: number; y: number } | undefined => (window as unknown as { probe: Probe }).probe.find(name, share);

/** Runs in the page: the key that brings the focus nearer to a control. */
export const stepTo = (name: string): 'Tab' | 'Shift+Tab' =>
  (window as unknown as { probe: Probe }).probe.stepTo(name);

/** Runs in the page, before an input. */
export const lookBefore = (): PlayerLook => (window as unknown as { probe: Probe }).probe.lookBefore();

/** Runs in the page: every control that was on screen so far. */
export const controls = (): readonly SeenControl[] =>
  (window as unknown as { probe: Probe }).probe.controls();

/** Runs in the page: forgets what the viewer chose. */
export const forget = (): void => localStorage.clear();
