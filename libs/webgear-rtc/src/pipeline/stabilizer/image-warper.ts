import type { PlanarImage } from '../../media/planar-image.js';
import type { RigidMotion } from './rigid-motion.js';
import { samplingMatrix } from './sampling-matrix.js';
import type { StabilizerSettings } from './stabilizer-settings.interface.js';
import { stabilizedSize, usedBorder } from './stabilized-size.js';
import { warpPlane, type SamplePlane } from './warp-plane.js';

/** Black in limited range. */
const BLACK_LUMA = 16;
const BLACK_CHROMA = 128;

/** Moves pictures against the shaking. */
export class ImageWarper {
  private spare: PlanarImage['data'] | undefined;

  constructor(private readonly settings: StabilizerSettings) {}

  /** The picture, moved, in other memory. The memory of the given one becomes the warper's own. */
  warp(picture: PlanarImage, motion: RigidMotion): PlanarImage {
    const size = stabilizedSize(picture, this.settings);
    const bytes = (size.width * size.height * 3) / 2;
    const data = this.spare?.length === bytes ? this.spare : new Uint8Array(new SharedArrayBuffer(bytes));
    this.spare = picture.data;
    const zoom = this.zoomOf(picture);
    const targets = planesOf({ ...size, data });
    planesOf(picture).forEach((source, index) => {
      const target = targets[index];
      if (target === undefined) return;
      const share = source.width / picture.width;
      const moved = { ...motion, dx: motion.dx * share, dy: motion.dy * share };
      warpPlane(source, target, samplingMatrix(source, target, moved, zoom), {
        type: this.settings.borderType,
        black: index === 0 ? BLACK_LUMA : BLACK_CHROMA,
      });
    });
    return { ...picture, ...size, data };
  }

  /** Cut off alike on all sides the picture would change its shape, so the longer side loses a little more. */
  private zoomOf({ width, height }: PlanarImage): number {
    if (!this.settings.cropAndZoom) return 1;
    const shorter = Math.min(width, height);
    return shorter / (shorter - 2 * usedBorder({ width, height }, this.settings.borderSize));
  }
}

function planesOf({ data, width, height }: SamplePlane): readonly SamplePlane[] {
  const pixels = width * height;
  const half = { width: width / 2, height: height / 2 };
  return [
    { data: data.subarray(0, pixels), width, height },
    { data: data.subarray(pixels, pixels * 1.25), ...half },
    { data: data.subarray(pixels * 1.25, pixels * 1.5), ...half },
  ];
}
