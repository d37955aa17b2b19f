/** Limit for one image, so that a broken response cannot fill the memory. */
const LARGEST_BYTES = 32 * 1024 * 1024;
const HEADERS_END = [13, 10, 13, 10];

/**
 * Incremental parser of a `multipart/x-mixed-replace` body (RFC 2046 §5.1).
 *
 * An `<img>` shows such a body too, but does not report that its images stopped.
 */
export class MultipartImages {
  private buffer = new Uint8Array(0);
  private readonly delimiter: readonly number[];

  /** @param contentType of the response */
  constructor(contentType: string) {
    const [, quoted, plain] = /boundary=(?:"([^"]+)"|([^\s;]+))/i.exec(contentType) ?? [];
    // Some servers include the leading dashes in the boundary parameter.
    const boundary = (quoted ?? plain ?? '').replace(/^--/, '');
    this.delimiter = bytesOf(`--${boundary}`);
  }

  /**
   * Takes the next chunk.
   *
   * @returns the images completed by it
   * @throws RangeError for an image over the limit
   */
  push(chunk: Uint8Array): Uint8Array<ArrayBuffer>[] {
    const joined = new Uint8Array(this.buffer.length + chunk.length);
    joined.set(this.buffer);
    joined.set(chunk, this.buffer.length);
    this.buffer = joined;
    const images: Uint8Array<ArrayBuffer>[] = [];
    for (let image = this.next(); image !== undefined; image = this.next()) images.push(image);
    if (this.buffer.length > LARGEST_BYTES) throw new RangeError('An image has no end.');
    return images;
  }

  private next(): Uint8Array<ArrayBuffer> | undefined {
    const { buffer, delimiter } = this;
    const start = indexOf(buffer, delimiter, 0);
    const headersEnd = start < 0 ? -1 : indexOf(buffer, HEADERS_END, start + delimiter.length);
    if (headersEnd < 0) return undefined;
    const headers = String.fromCharCode(...buffer.subarray(start, Math.min(headersEnd, start + 4096)));
    const from = headersEnd + HEADERS_END.length;
    const length = Number(/^content-length: *(\d+)/im.exec(headers)?.[1] ?? Number.NaN);
    // Without a length it ends with the line break in front of the next delimiter.
    const end = Number.isNaN(length) ? indexOf(buffer, delimiter, from) - 2 : from + length;
    if (end < from || end > buffer.length) return undefined;
    this.buffer = buffer.slice(end);
    return buffer.slice(from, end);
  }
}

function bytesOf(text: string): number[] {
  return [...text].map((letter) => letter.charCodeAt(0));
}

function indexOf(bytes: Uint8Array, wanted: readonly number[], from: number): number {
  const [first = 0] = wanted;
  for (let at = bytes.indexOf(first, from); at >= 0; at = bytes.indexOf(first, at + 1)) {
    if (wanted.every((byte, index) => bytes[at + index] === byte)) return at;
  }
  return -1;
}
