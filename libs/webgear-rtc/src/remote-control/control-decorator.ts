import { invalidOption } from '../options/validate-options.js';
import type { PeerSnapshot } from '../peers/peer-snapshot.interface.js';

/**
 * How a control behaves.
 *
 * @publicApi
 */
export interface ControlOptions {
  /**
   * Stops what a viewer has set in motion once its page has not confirmed it for so many milliseconds, 200 to 10 000: the handler
   * is called with `stop`. Meanwhile no other viewer can use the control. Left out: nothing is stopped.
   */
  readonly deadManMs?: number;
  /**
   * Messages per second of one viewer, 1 to 100; others are refused with 429.
   *
   * @default 30
   */
  readonly maxPerSecond?: number;
  /**
   * Names of the streams it belongs to.
   *
   * @default all
   */
  readonly streams?: readonly string[];
  /**
   * `name` of the registration it belongs to.
   *
   * @default all
   */
  readonly registration?: string;
}

/**
 * Why a control stops: its page said so (`released`) or fell silent (`silent`), its viewer left (`left`), or the application ends
 * (`closing`).
 *
 * @publicApi
 */
export type ControlStop = 'released' | 'silent' | 'left' | 'closing';

/**
 * Of what a control is called.
 *
 * @publicApi
 */
export interface ControlContext {
  /** Name of the control. */
  readonly name: string;
  /** Name of the stream that the viewer watches. */
  readonly streamName: string;
  /** The viewer whose page sends. */
  readonly viewer: PeerSnapshot;
  /** The request as the adapter has it, with what guards have added, such as `request.user`; absent where it stops. */
  readonly request?: unknown;
  /** Set where everything must stop; the value is `undefined` then. */
  readonly stop?: ControlStop;
}

/** A control, as it was declared. */
export interface DeclaredControl extends ControlOptions {
  readonly name: string;
}

// The same for both builds of the package: an application may load one by `import` and the other by `require`.
const CONTROLS = Symbol.for('nestjs-webgear-rtc:controls');

/** The controls that a method was declared for. */
export function declaredControls(method: unknown): readonly DeclaredControl[] {
  if (typeof method !== 'function') return [];
  return (Reflect.getMetadata(CONTROLS, method) as DeclaredControl[] | undefined) ?? [];
}

/**
 * Makes a method of any provider or controller the handler of a control that pages of viewers use: `player.send('ptz', value)` or
 * `await player.control('ptz', value)`.
 *
 * It is called with the value, which is to be checked as any body of a request, and a {@link ControlContext}. What it returns is the
 * answer to `control()`; what it throws becomes an HTTP error, as in a controller. The guards of the registration have passed the
 * request before.
 *
 * @param name 1 to 64 letters, digits, `-` and `_`
 * @throws WebGearRtcError `WGR_OPTION_INVALID`
 * @publicApi
 */
export function WebGearRtcControl(name: string, options: ControlOptions = {}): MethodDecorator {
  assertName(name);
  assertBetween('deadManMs', options.deadManMs, 200, 10_000);
  assertBetween('maxPerSecond', options.maxPerSecond, 1, 100);
  return (_prototype, _key, descriptor) => {
    const method = descriptor.value as object;
    Reflect.defineMetadata(CONTROLS, [...declaredControls(method), { ...options, name }], method);
  };
}

function assertName(name: unknown): void {
  if (typeof name === 'string' && /^[\w-]{1,64}$/.test(name)) return;
  const rule = 'of a control must be a name';
  throw invalidOption('name', { rule, allowed: "1 to 64 letters, digits, - and _, such as 'ptz'" }, name);
}

function assertBetween(field: string, value: unknown, least: number, most: number): void {
  if (value === undefined || (Number.isInteger(value) && Number(value) >= least && Number(value) <= most))
    return;
  throw invalidOption(
    field,
    { rule: 'of a control must be a whole number', allowed: `${least} to ${most}` },
    value,
  );
}
