import { constants } from 'node:fs';
import { access } from 'node:fs/promises';
import { WebGearRtcError } from '../errors/webgear-rtc.error.js';
import { maskCredentials } from '../errors/mask-credentials.js';
import { MediaInput } from '../ffmpeg/input/media-input.js';
import { Backend } from '../options/backend.js';
import { platformOf, sourceKindFor } from './requests/source-kind.js';
import type { CreateVideoSourceOptions } from './create-video-source.js';
import { sequencePaths } from './requests/local-file.js';
import { mediaRequestFor } from './requests/media-request.js';
import { isWhepSource, whepAddress } from './whep/whep-address.js';
import { openWithFallbacks } from './opening/open-with-fallbacks.js';

/** Local files open at once; a timeout here is not reported as a fault. */
const OPEN_TIMEOUT_MS = 3000;

/** How thoroughly to check. */
export interface FindSourceFaultOptions {
  /** Whether to open local files, which requires loading FFmpeg. */
  readonly opensFiles: boolean;
}

/**
 * A definite fault of a source that can be found quickly: a missing file, a file that is not video, a missing device,
 * an unknown scheme. Does not access the network.
 */
export async function findSourceFault(
  options: Pick<CreateVideoSourceOptions, 'source' | 'api' | 'backend' | 'sourceDemuxer' | 'streamMode'>,
  { opensFiles }: FindSourceFaultOptions,
): Promise<WebGearRtcError | undefined> {
  const { source, api, backend, sourceDemuxer, streamMode } = options;
  // Other readers interpret the name of a source themselves.
  if (source === undefined || api === Backend.PiGear || sourceDemuxer !== undefined || streamMode === true)
    return undefined;
  const label = maskCredentials(String(source));
  try {
    if (isWhepSource(source) && api !== Backend.FFGear) {
      whepAddress(String(source));
      return undefined;
    }
    const kind = sourceKindFor(source, api === Backend.FFGear ? undefined : backend);
    if (kind.kind === 'pipeline') return undefined;
    const platform = platformOf(backend);
    const request = await mediaRequestFor(kind, {}, label, platform);
    if (request.format === 'v4l2') await assertDevice(request.url, label);
    const isFile =
      request.url.startsWith('file:') && request.namedPipe === undefined && request.format !== 'sdp';
    if (!opensFiles || request.playlist !== undefined) return undefined;
    const [image] = kind.kind === 'sequence' ? await sequencePaths(kind.pattern) : [];
    const opened =
      image === undefined
        ? request
        : await mediaRequestFor({ kind: 'image', path: image }, {}, label, platform);
    if (!isFile && image === undefined) return undefined;
    const signal = AbortSignal.timeout(OPEN_TIMEOUT_MS);
    const input = await openWithFallbacks(
      opened,
      signal,
      (attempt) => MediaInput.open(attempt, signal),
      undefined,
    );
    await input.close();
    return undefined;
  } catch (error) {
    const isFault = error instanceof WebGearRtcError && error.code !== 'WGR_SOURCE_STOPPED';
    return isFault ? error : undefined;
  }
}

/** @throws WebGearRtcError `WGR_SOURCE_NOT_FOUND`, `WGR_SOURCE_ACCESS_DENIED` */
async function assertDevice(path: string, source: string): Promise<void> {
  await access(path, constants.R_OK).catch((cause: NodeJS.ErrnoException) => {
    const code = cause.code === 'ENOENT' ? 'WGR_SOURCE_NOT_FOUND' : 'WGR_SOURCE_ACCESS_DENIED';
    throw new WebGearRtcError(code, { source }, { cause });
  });
}
