import type { FrameSize } from '../../media/frame-size.js';
import type { StabilizerSettings } from './stabilizer-settings.interface.js';

/** The size a stabilised picture has: larger by the border, unless that is cut off. */
export function stabilizedSize(
  { width, height }: FrameSize,
  { borderSize, cropAndZoom }: StabilizerSettings,
): FrameSize {
  const border = cropAndZoom ? 0 : usedBorder({ width, height }, borderSize);
  return { width: width + 2 * border, height: height + 2 * border };
}

/** A border that leaves something of a small picture: a quarter of the shorter side at most. */
export function usedBorder({ width, height }: FrameSize, borderSize: number): number {
  return Math.min(borderSize, Math.floor(Math.min(width, height) / 4));
}
