import type { MatFrame } from '../../media/frame-input.js';
import { invalidFrame } from './describe-frame-data.js';
import { fromChannels, redFirstOrder, type PackedPixels } from './pixel-shape.js';

/** OpenCV's names of what a channel is, by the last three bits of a type. */
const DEPTHS = ['8U', '8S', '16U', '16S', '32S', '32F', '64F', '16F'] as const;

/** What makes 8 bits of them. */
const CONVERSIONS: Readonly<Record<string, string>> = {
  '16U': 'mat.convertTo(frame, cv.CV_8U, 1 / 256)',
  '16F': 'mat.convertTo(frame, cv.CV_8U, 255)',
  '32F': 'mat.convertTo(frame, cv.CV_8U, 255)',
  '64F': 'mat.convertTo(frame, cv.CV_8U, 255)',
};

/** Whether something has the shape of a `Mat` of OpenCV.js. */
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
 * The samples of a `Mat`, also of one that is a region of another; nothing is copied.
 *
 * @throws WebGearRtcError `WGR_FRAME_INVALID` for more than 8 bits a channel, or a number of channels without a meaning
 */
export function matPixels(mat: MatFrame): PackedPixels {
  const shape = { width: mat.cols, height: mat.rows, channels: mat.channels() };
  const depth = DEPTHS[mat.type() % 8] ?? '8U';
  const name = `a Mat of type CV_${depth}C${shape.channels} and shape (${shape.height}, ${shape.width}, ${shape.channels})`;
  if (depth !== '8U') {
    const conversion = CONVERSIONS[depth] ?? 'mat.convertTo(frame, cv.CV_8U, …)';
    throw invalidFrame(`${name} with more than 8 bits a channel, or a sign`, `Give 8 bits: ${conversion}`);
  }
  if (shape.channels === 2)
    throw invalidFrame(name, 'Give 1, 3 or 4 channels: cv.extractChannel(mat, frame, 0), cv.merge(…)');
  const rowBytes = shape.width * shape.channels;
  const stride = mat.step?.[0] ?? rowBytes;
  if (mat.isContinuous?.() !== false || stride === rowBytes)
    return fromChannels(mat.data, shape, redFirstOrder);
  // Its own view of a region ends after as many bytes as it has, wherever its rows are.
  const { buffer, byteOffset } = mat.data;
  const length = stride * (shape.height - 1) + rowBytes;
  return fromChannels(new Uint8Array(buffer, byteOffset, length), shape, redFirstOrder, stride);
}
