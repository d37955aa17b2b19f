import type { Picture } from '../../frames/picture.interface.js';

/** When its maker says a picture was taken, in microseconds from some start; `undefined` when it does not say. */
export function pictureTimeUs(picture: Picture): number | undefined {
  const { captureTimeUs, timestamp } = picture as { captureTimeUs?: unknown; timestamp?: unknown };
  for (const timeUs of [captureTimeUs, timestamp]) {
    if (typeof timeUs === 'number' && Number.isFinite(timeUs)) return timeUs;
  }
  return undefined;
}
