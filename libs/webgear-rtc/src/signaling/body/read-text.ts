import type { Readable } from 'node:stream';
import { WebGearRtcError } from '../../errors/webgear-rtc.error.js';

/** Maximum size of a request body. The offer of a browser with all its codecs is below 10 KiB. */
export const BODY_LIMIT_BYTES = 64 * 1024;

/** The error for a body over the limit. */
export function bodyTooLarge(): WebGearRtcError<'WGR_BODY_TOO_LARGE'> {
  return new WebGearRtcError('WGR_BODY_TOO_LARGE', { limitBytes: BODY_LIMIT_BYTES });
}

/**
 * Reads an unconsumed body as text.
 *
 * @throws WebGearRtcError `WGR_BODY_TOO_LARGE`, as soon as the limit is exceeded
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
      // Not destroyed: the response is sent over the same socket. Node discards the rest of the body afterwards.
      else settle(() => reject(bodyTooLarge()));
    };
    const onEnd = (): void => settle(() => resolve(Buffer.concat(chunks).toString('utf8')));
    const onError = (error: Error): void => settle(() => reject(error));
    const onClose = (): void => settle(() => reject(new Error('The client closed the connection')));
    stream.on('data', onData).on('end', onEnd).on('error', onError).on('close', onClose);
  });
}
