import type { JpegImage } from '../../media/jpeg-image.js';

const BOUNDARY = 'webgear-rtc-picture';
const DELIMITER = `--${BOUNDARY}\r\n`;

/** Media type of a body in which each picture takes the place of the one before. */
export const MULTIPART_TYPE = `multipart/x-mixed-replace; boundary=${BOUNDARY}`;

/** What such a body begins with. */
export const MULTIPART_START: Buffer = Buffer.from(DELIMITER);

const parts = new WeakMap<JpegImage, Buffer>();

/** A picture as a part of the body, made once for all who read it. */
export function multipartOf(still: JpegImage): Buffer {
  const known = parts.get(still);
  if (known !== undefined) return known;
  const head = `Content-Type: image/jpeg\r\nContent-Length: ${still.data.length}\r\n\r\n`;
  // The delimiter of the next part right behind it: browsers show a picture when they see that it is over, and would
  // otherwise always be one behind.
  const part = Buffer.concat([Buffer.from(head), still.data, Buffer.from(`\r\n${DELIMITER}`)]);
  parts.set(still, part);
  return part;
}
