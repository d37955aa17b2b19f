import * as icons from '../icon-paths.js';
import { makeIcon } from '../icons.js';
import { make } from '../make-element.js';

/** A row of a menu. */
export interface MenuEntry {
  readonly text: string;
  /** What is chosen now, beside the text. */
  readonly hint?: string | undefined;
  /** The key that does the same. */
  readonly key?: string | undefined;
  readonly role: 'menuitem' | 'menuitemcheckbox' | 'menuitemradio';
  readonly isChecked?: boolean;
  /** Class of the row: it may be one that is shown only where the bar lacks its button. */
  readonly style?: string;
  readonly onChoose: () => void;
  /** Whether it leads to another menu, which takes the place of this one. */
  readonly leadsOn?: boolean;
}

/** A menu over the video, with the keys of one (ARIA Authoring Practices, menu pattern). */
export class MenuPanel {
  readonly element = make('div', { part: 'menu', class: 'menu panel', role: 'menu', hidden: '' });
  private label = '';
  private shown = '';
  private entries: readonly MenuEntry[] = [];

  /** @param opener gets the focus back, and tells whether the menu is open */
  constructor(
    private readonly opener: HTMLButtonElement,
    stage: HTMLElement,
  ) {
    this.element.addEventListener('keydown', (event) => this.useKey(event));
    this.element.addEventListener('focusout', ({ relatedTarget }) => {
      // Without a target the page itself lost the focus, and gets it again.
      if (relatedTarget instanceof Node && !this.owns(relatedTarget)) this.close();
    });
    stage.addEventListener('pointerdown', ({ target }) => {
      if (target instanceof Node && !this.owns(target)) this.close();
    });
  }

  /** The name of the open menu; empty while closed. */
  get open(): string {
    return this.element.hidden ? '' : this.label;
  }

  /** Opens a menu in place of the one that is open. */
  show(label: string, entries: readonly MenuEntry[]): void {
    this.label = label;
    this.element.setAttribute('aria-label', label);
    this.element.replaceChildren();
    this.update(entries);
    this.element.hidden = false;
    this.opener.setAttribute('aria-expanded', 'true');
    const items = this.reachable;
    const chosen = entries.findIndex(({ role, isChecked }) => role === 'menuitemradio' && isChecked === true);
    (chosen >= 0 ? this.items[chosen] : items[0])?.focus();
  }

  /** Shows the same menu with other texts; its elements stay, and with them the focus. */
  update(entries: readonly MenuEntry[]): void {
    this.entries = entries;
    // Statistics come in several times a second; a row that is pressed must not be replaced.
    const shown = JSON.stringify(entries);
    if (shown === this.shown && this.items.length === entries.length) return;
    this.shown = shown;
    while (this.items.length > entries.length) this.items.at(-1)?.remove();
    entries.forEach((entry, index) => {
      const item = this.items[index] ?? this.addItem();
      const { text, hint, key, role, isChecked, style = '' } = entry;
      item.className = style;
      item.setAttribute('role', role);
      if (role === 'menuitem') item.removeAttribute('aria-checked');
      else item.setAttribute('aria-checked', String(isChecked === true));
      if (key !== undefined) item.setAttribute('aria-keyshortcuts', key);
      const parts = [
        role === 'menuitemradio' && makeIcon(icons.check),
        make('span', { class: 'words' }, text),
        hint !== undefined && make('span', { class: 'hint' }, hint),
        role === 'menuitemcheckbox' && makeIcon(icons.check),
        key !== undefined && make('kbd', {}, key),
      ];
      item.replaceChildren(...parts.filter((part) => part !== false));
    });
  }

  close(takesFocus = false): void {
    if (this.element.hidden) return;
    this.element.hidden = true;
    this.opener.setAttribute('aria-expanded', 'false');
    if (takesFocus) this.opener.focus({ preventScroll: true });
  }

  private addItem(): HTMLButtonElement {
    const item = make('button', { type: 'button', tabindex: '-1' });
    item.addEventListener('click', () => {
      const entry = this.entries[this.items.indexOf(item)];
      if (entry?.leadsOn !== true) this.close(true);
      entry?.onChoose();
    });
    this.element.append(item);
    return item;
  }

  private useKey(event: KeyboardEvent): void {
    const items = this.reachable;
    const place = items.findIndex((item) => item === event.target);
    const next: Record<string, number> = { ArrowDown: place + 1, ArrowUp: place - 1, Home: 0, End: -1 };
    if (event.key === 'Escape') this.close(true);
    else if (event.key === 'Tab') {
      this.close(true);
      return;
    } else if (event.key in next) items.at((next[event.key] ?? 0) % items.length)?.focus();
    else return;
    event.preventDefault();
  }

  private get items(): HTMLButtonElement[] {
    return [...this.element.querySelectorAll('button')];
  }

  private get reachable(): HTMLButtonElement[] {
    return this.items.filter((item) => item.offsetParent !== null);
  }

  private owns(node: Node): boolean {
    return this.element.contains(node) || this.opener.contains(node);
  }
}
