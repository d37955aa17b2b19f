/** A point of the page, in CSS pixels. */
export interface Point {
  readonly x: number;
  readonly y: number;
}

/** What points at something. */
export type PointerKind = 'mouse' | 'touch';

/** A browser on one page, with input that the browser itself takes for that of a person (`isTrusted`). */
export interface InputDriver extends AsyncDisposable {
  open(url: string): Promise<void>;
  /** Runs a function in the page; argument and result are JSON. */
  evaluate<Argument, Result>(run: (argument: Argument) => Result, argument: Argument): Promise<Result>;
  /** Gives the window of the page the focus, as a click on it does where there is a screen. */
  toFront(): Promise<void>;
  /** Moves the mouse. */
  hover(at: Point): Promise<void>;
  /** Presses and releases, once or several times in quick succession. */
  press(pointer: PointerKind, at: Point, times?: number): Promise<void>;
  drag(pointer: PointerKind, from: Point, to: Point): Promise<void>;
  /** Two fingers on a line through the point, whose distance changes. */
  pinch(at: Point, distances: { readonly from: number; readonly to: number }): Promise<void>;
  /** A wheel with Ctrl; negative is away from the user. */
  wheel(at: Point, deltaY: number): Promise<void>;
  /** Presses a key by its name in `KeyboardEvent.key`, or that with `Shift+` before it. */
  key(name: string): Promise<void>;
}
