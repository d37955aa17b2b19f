import type { FrameSize } from '../../media/video-frame.js';
import type { StabilizerSettings } from '../../options/resolved-options.interface.js';

/** Size of a stabilized frame: larger by the border, unless the border is cut off. */
export function stabilizedSize(
  { width, height }: FrameSize,
  { borderSize, cropAndZoom }: StabilizerSettings,
): FrameSize {
  const border = cropAndZoom ? 0 : usedBorder({ width, height }, borderSize);
  return { width: width + 2 * border, height: height + 2 * border };
}

/** At most a quarter of the shorter side, so that something of a small frame remains. */
export function usedBorder({ width, height }: FrameSize, borderSize: number): number {
  return Math.min(borderSize, Math.floor(Math.min(width, height) / 4));
}
