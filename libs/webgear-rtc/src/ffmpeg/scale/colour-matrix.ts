import type { AVColorSpace } from 'node-av/constants';
import type { Frame } from 'node-av/lib';
import type { NodeAv } from '../load-node-av.js';

/** Video of at least this height that names no colour matrix is taken for BT.709, as players do. */
const HD_HEIGHT = 720;

const YUV_FORMAT = /^(yuv|yuyv|uyvy|yvyu|nv|p0|p2)/;

/**
 * The YUV matrix to keep a frame in: converting between two YUV matrices costs four times as much as scaling, so the
 * matrix stays and the encoder signals it in the stream.
 *
 * RGB has no matrix and gets BT.601, the only one VP8 knows (RFC 6386, 9.2); rarer matrices are converted to it.
 */
export function colourMatrixOf(av: NodeAv, frame: Frame, pixelFormat: string): AVColorSpace {
  if (frame.colorSpace === av.AVCOL_SPC_BT709) return av.AVCOL_SPC_BT709;
  const unnamed = frame.colorSpace === av.AVCOL_SPC_UNSPECIFIED && YUV_FORMAT.test(pixelFormat);
  // Full range means JPEG, which is BT.601 by definition (JFIF) at any size.
  const fullRange = frame.colorRange === av.AVCOL_RANGE_JPEG || pixelFormat.startsWith('yuvj');
  return unnamed && !fullRange && frame.height >= HD_HEIGHT ? av.AVCOL_SPC_BT709 : av.AVCOL_SPC_SMPTE170M;
}

/**
 * Sets the matrix of a YUV frame that names none, so that the scaler does not assume another than {@link
 * colourMatrixOf}.
 */
export function nameColourMatrix(av: NodeAv, frame: Frame, pixelFormat: string): void {
  if (frame.colorSpace !== av.AVCOL_SPC_UNSPECIFIED || !YUV_FORMAT.test(pixelFormat)) return;
  frame.colorSpace = colourMatrixOf(av, frame, pixelFormat);
}
