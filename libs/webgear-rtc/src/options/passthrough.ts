import { Backend } from './backend.js';
import { defaultStreamOptions } from './default-options.js';
import type { StreamSettings } from './stream-options.interface.js';
import { invalidOption } from './validate-options.js';

/**
 * When a source's own H.264 is sent without being decoded and encoded: where browsers can decode it and no option changes
 * the frames, never, or always.
 *
 * @publicApi
 */
export type PassthroughMode = 'auto' | 'never' | 'always';

/** Options that need decoded frames. */
const changes = [
  'stabilize',
  'colorspace',
  'transform',
  'overlay',
] as const satisfies (keyof StreamSettings)[];

/**
 * Percentage by which frames are scaled down: VidGear's default, unless passthrough is wanted. The camera of a Raspberry Pi
 * encodes in hardware, and its processor is too slow to do it again; what is published has been encoded for viewers already.
 */
export function frameSizeReductionOf(stated: StreamSettings, api: Backend): number {
  const { frameSizeReduction, passthrough, source } = stated;
  const isEncodedForUs = api === Backend.PiGear || /^whip:|^wheps?:\/\//i.test(String(source));
  const isMeantToPass = passthrough === 'always' || (isEncodedForUs && passthrough !== 'never');
  return frameSizeReduction ?? (isMeantToPass ? 0 : defaultStreamOptions.frameSizeReduction);
}

/**
 * The passthrough mode that the other options allow: `'never'` where they change frames.
 *
 * @throws WebGearRtcError `WGR_OPTION_INVALID` for `'always'` beside an option that changes frames
 */
export function passthroughOf(stated: StreamSettings, api: Backend, parent: string): PassthroughMode {
  const { passthrough = defaultStreamOptions.passthrough } = stated;
  const obstacle = obstacleOf(stated, api);
  if (passthrough !== 'always') return obstacle === undefined ? passthrough : 'never';
  if (obstacle === undefined) return passthrough;
  const rule = `must not be 'always' beside "${obstacle}"`;
  throw invalidOption(`${parent}passthrough`, { rule, allowed: "'auto', 'never'" }, passthrough);
}

function obstacleOf(stated: StreamSettings, api: Backend): keyof StreamSettings | undefined {
  if (api === Backend.FFGear) return 'api';
  if (stated.customStream !== undefined) return 'customStream';
  if (stated.streamMode === true) return 'streamMode';
  if (frameSizeReductionOf(stated, api) > 0) return 'frameSizeReduction';
  return changes.find((name) => stated[name] !== undefined && stated[name] !== false);
}
