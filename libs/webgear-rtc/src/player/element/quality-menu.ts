import type { PlayerRung } from '../webgear-player.interface.js';
import { makeButton, type ControlButton } from './control-bar.js';
import { make } from './make-element.js';

/** Actions of the menu. */
export interface QualityActions {
  toggleQuality(): void;
  /** @param quality name of a rung, or `auto` */
  setQuality(quality: string): void;
}

/** An entry: its value for `quality`, and its text. */
type Entry = readonly [quality: string, text: string];

/** The menu of rungs, and the button that opens it; both are hidden where there is only one. */
export class QualityMenu {
  readonly button: ControlButton;
  readonly element = make('div', {
    part: 'menu',
    class: 'menu',
    role: 'menu',
    'aria-label': 'Quality',
    hidden: '',
  });
  private entries = '';

  constructor(private readonly actions: QualityActions) {
    this.button = makeButton({
      label: 'Quality',
      icon: 'sliders',
      key: 'q',
      onPress: () => actions.toggleQuality(),
    });
    const { element } = this.button;
    element.setAttribute('aria-haspopup', 'menu');
    element.hidden = true;
    this.close();
    this.element.addEventListener('keydown', (event) => this.useKey(event));
    this.element.addEventListener('focusout', ({ relatedTarget }) => {
      const isInside = relatedTarget instanceof Node && this.owns(relatedTarget);
      // Without a target the page itself lost the focus, and gets it again.
      if (relatedTarget !== null && !isInside) this.close();
    });
  }

  /** Closes the menu when something else in the player is pressed. */
  closeOutsideOf(stage: HTMLElement): void {
    stage.addEventListener('pointerdown', ({ target }) => {
      if (!(target instanceof Node && this.owns(target))) this.close();
    });
  }

  /** Shows the rungs, the chosen quality, and for `auto` the rung in use. */
  show(rungs: readonly PlayerRung[], quality: string, rung: string | undefined): void {
    const hasChoice = rungs.length > 1;
    this.button.element.hidden = !hasChoice;
    if (!hasChoice) this.close();
    const current = quality === 'auto' ? rungs.find((each) => each.rung === rung) : undefined;
    const auto = current === undefined ? 'Auto' : `Auto (${textOf(current, rungs)})`;
    this.list([['auto', auto], ...rungs.map((each): Entry => [each.rung, textOf(each, rungs)])]);
    // The server takes an unknown name for `auto`.
    const chosen = rungs.some((each) => each.rung === quality) ? quality : 'auto';
    for (const item of this.items)
      item.setAttribute('aria-checked', String(item.dataset['quality'] === chosen));
  }

  toggle(): void {
    if (!this.element.hidden) this.close(true);
    else if (!this.button.element.hidden) this.open();
  }

  private open(): void {
    this.element.hidden = false;
    this.button.element.setAttribute('aria-expanded', 'true');
    const { items } = this;
    (items.find((item) => item.getAttribute('aria-checked') === 'true') ?? items[0])?.focus();
  }

  private close(takesFocus = false): void {
    this.element.hidden = true;
    this.button.element.setAttribute('aria-expanded', 'false');
    if (takesFocus) this.button.element.focus();
  }

  private list(entries: readonly Entry[]): void {
    const names = entries.map(([quality]) => quality).join('\n');
    // The same rungs keep their elements, and with them the focus.
    if (names !== this.entries) {
      this.entries = names;
      this.element.replaceChildren(...entries.map(([quality]) => this.makeItem(quality)));
    }
    entries.forEach(([, text], index) => this.items[index]?.replaceChildren(text));
  }

  private makeItem(quality: string): HTMLButtonElement {
    const attributes = { type: 'button', role: 'menuitemradio', tabindex: '-1', 'data-quality': quality };
    const item = make('button', attributes);
    item.addEventListener('click', () => {
      this.actions.setQuality(quality);
      this.close(true);
    });
    return item;
  }

  private useKey(event: KeyboardEvent): void {
    const { items } = this;
    const place = items.findIndex((item) => item === event.target);
    const next: Record<string, number> = {
      ArrowDown: place + 1,
      ArrowUp: place - 1,
      Home: 0,
      End: -1,
    };
    if (event.key === 'Escape') this.close(true);
    else if (event.key in next) items.at((next[event.key] ?? 0) % items.length)?.focus();
    else return;
    event.preventDefault();
  }

  private get items(): HTMLButtonElement[] {
    return [...this.element.querySelectorAll('button')];
  }

  private owns(node: Node): boolean {
    return this.element.contains(node) || this.button.element.contains(node);
  }
}

/** For example `720p`; with the name where two rungs have the same height. */
function textOf({ rung, height }: PlayerRung, rungs: readonly PlayerRung[]): string {
  if (height === 0) return rung;
  const isUnique = rungs.every((other) => other.rung === rung || other.height !== height);
  return isUnique ? `${height}p` : `${height}p (${rung})`;
}
