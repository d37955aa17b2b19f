import type { AVColorSpace } from 'node-av/constants';
import type { Frame } from 'node-av/lib';
import type { NodeAv } from '../load-node-av.js';

/** From this height on, video that does not name its colour matrix is taken for BT.709, as players take it. */
const HD_HEIGHT = 720;

const YUV_FORMAT = /^(yuv|yuyv|uyvy|yvyu|nv|p0|p2)/;

/**
 * The YUV matrix a frame is kept in: converting between two YUV matrices costs four times as much as scaling does,
 * so the matrix travels along and the encoder writes it into the stream.
 *
 * RGB has no matrix and gets BT.601, the one VP8 knows (RFC 6386 §9.2); so do rarer matrices, which are converted.
 */
export function colourMatrixOf(av: NodeAv, frame: Frame, pixelFormat: string): AVColorSpace {
  if (frame.colorSpace === av.AVCOL_SPC_BT709) return av.AVCOL_SPC_BT709;
  const unnamed = frame.colorSpace === av.AVCOL_SPC_UNSPECIFIED && YUV_FORMAT.test(pixelFormat);
  // Full range is JPEG's, which is BT.601 by its definition (JFIF), whatever its size.
  const fullRange = frame.colorRange === av.AVCOL_RANGE_JPEG || pixelFormat.startsWith('yuvj');
  return unnamed && !fullRange && frame.height >= HD_HEIGHT ? av.AVCOL_SPC_BT709 : av.AVCOL_SPC_SMPTE170M;
}

/** Writes the matrix into a YUV frame that names none, lest the scaler guess another than {@link colourMatrixOf}. */
export function nameColourMatrix(av: NodeAv, frame: Frame, pixelFormat: string): void {
  if (frame.colorSpace !== av.AVCOL_SPC_UNSPECIFIED || !YUV_FORMAT.test(pixelFormat)) return;
  frame.colorSpace = colourMatrixOf(av, frame, pixelFormat);
}
