import type { PlanarImage } from '../../media/raw-image.js';
import { samplingMatrix, type RigidMotion } from './rigid-motion.js';
import type { StabilizerSettings } from '../../options/resolved-options.interface.js';
import { stabilizedSize, usedBorder } from './stabilized-size.js';
import { warpPlane, type SamplePlane } from './warp-plane.js';

/** Black in limited range. */
const BLACK_LUMA = 16;
const BLACK_CHROMA = 128;

/** Moves frames against the shake. */
export class ImageWarper {
  private spare: PlanarImage['data'] | undefined;

  constructor(private readonly settings: StabilizerSettings) {}

  /** Returns the moved frame in other memory; the warper owns the memory of the given one from now on. */
  warp(image: PlanarImage, motion: RigidMotion): PlanarImage {
    const size = stabilizedSize(image, this.settings);
    const bytes = (size.width * size.height * 3) / 2;
    const data = this.spare?.length === bytes ? this.spare : new Uint8Array(new SharedArrayBuffer(bytes));
    this.spare = image.data;
    const zoom = this.zoomOf(image);
    const targets = planesOf({ ...size, data });
    planesOf(image).forEach((source, index) => {
      const target = targets[index];
      if (target === undefined) return;
      const share = source.width / image.width;
      const moved = { ...motion, dx: motion.dx * share, dy: motion.dy * share };
      warpPlane(source, target, samplingMatrix(source, target, moved, zoom), {
        type: this.settings.borderType,
        black: index === 0 ? BLACK_LUMA : BLACK_CHROMA,
      });
    });
    return { ...image, ...size, data };
  }

  /** The same cut on all sides would change the aspect ratio, so the longer side loses a little more. */
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
