import type { Readable } from 'node:stream';
import { BODY_LIMIT_BYTES, bodyTooLarge } from './body-limit.js';

/**
 * The text of a body that nobody has read yet.
 *
 * @throws WebGearRtcError `WGR_BODY_TOO_LARGE`, as soon as that is known
 */
export async function readText(stream: Readable, contentLength: string | undefined): Promise<string> {
  if (Number(contentLength) > BODY_LIMIT_BYTES) throw bodyTooLarge();
  return new Promise((resolve, reject) => {
    const chunks: Buffer[] = [];
    let received = 0;
    const settle = (finish: () => void): void => {
      stream.off('data', onData).off('end', onEnd).off('error', onError).off('close', onClose);
      finish();
    };
    const onData = (chunk: Buffer): void => {
      received += chunk.length;
      if (received <= BODY_LIMIT_BYTES) chunks.push(chunk);
      // Not destroyed: the socket must still carry the answer. Node drains what is left once that is sent.
      else settle(() => reject(bodyTooLarge()));
    };
    const onEnd = (): void => settle(() => resolve(Buffer.concat(chunks).toString('utf8')));
    const onError = (error: Error): void => settle(() => reject(error));
    const onClose = (): void => settle(() => reject(new Error('The client went away')));
    stream.on('data', onData).on('end', onEnd).on('error', onError).on('close', onClose);
  });
}
