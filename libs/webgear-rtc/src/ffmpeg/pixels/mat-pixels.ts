import type { MatFrame } from '../../media/frame-input.js';
import { invalidFrame } from './describe-frame-data.js';
import { fromChannels, redFirstOrder, type PackedPixels } from './pixel-shape.js';

/** OpenCV's names of sample types, indexed by the last three bits of `type()`. */
const DEPTHS = ['8U', '8S', '16U', '16S', '32S', '32F', '64F', '16F'] as const;

/** How to convert them to 8 bits. */
const CONVERSIONS: Readonly<Record<string, string>> = {
  '16U': 'mat.convertTo(frame, cv.CV_8U, 1 / 256)',
  '16F': 'mat.convertTo(frame, cv.CV_8U, 255)',
  '32F': 'mat.convertTo(frame, cv.CV_8U, 255)',
  '64F': 'mat.convertTo(frame, cv.CV_8U, 255)',
};

/** Whether a value has the shape of OpenCV.js's `Mat`. */
export function isMat(input: object): input is MatFrame {
  const { rows, cols, data, type, channels } = input as Partial<MatFrame>;
  return (
    typeof rows === 'number' &&
    typeof cols === 'number' &&
    ArrayBuffer.isView(data) &&
    typeof type === 'function' &&
    typeof channels === 'function'
  );
}

/**
 * The samples of a `Mat`, or of a region of one, without a copy.
 *
 * @throws WebGearRtcError `WGR_FRAME_INVALID` for more than 8 bits per channel or an unknown number of channels
 */
export function matPixels(mat: MatFrame): PackedPixels {
  const shape = { width: mat.cols, height: mat.rows, channels: mat.channels() };
  const depth = DEPTHS[mat.type() % 8] ?? '8U';
  const name = `a Mat of type CV_${depth}C${shape.channels} and shape (${shape.height}, ${shape.width}, ${shape.channels})`;
  if (depth !== '8U') {
    const conversion = CONVERSIONS[depth] ?? 'mat.convertTo(frame, cv.CV_8U, …)';
    throw invalidFrame(
      `${name} with more than 8 bits per channel, or signed values`,
      `Give 8 bits: ${conversion}`,
    );
  }
  if (shape.channels === 2)
    throw invalidFrame(name, 'Give 1, 3 or 4 channels: cv.extractChannel(mat, frame, 0), cv.merge(…)');
  const rowBytes = shape.width * shape.channels;
  const stride = mat.step?.[0] ?? rowBytes;
  if (mat.isContinuous?.() !== false || stride === rowBytes)
    return fromChannels(mat.data, shape, redFirstOrder);
  // `data` of a region has as many bytes as the region, although its rows are further apart.
  const { buffer, byteOffset } = mat.data;
  const length = stride * (shape.height - 1) + rowBytes;
  return fromChannels(new Uint8Array(buffer, byteOffset, length), shape, redFirstOrder, stride);
}
