import { Logger } from '@nestjs/common';
import { isObservable } from 'rxjs';
import { paintSlate } from './pipeline/slate.js';
import { SystemCaptureClock } from './media/capture-clock.js';
import { isUrl } from './options/describe-value.js';
import { defaultStreamOptions } from './options/default-options.js';
import { createWhepSource } from './ingest/whep/whep-source.js';
import { createVideoSource } from './sources/create-video-source.js';
import { composedFrames } from './sources/composition/composed-frames.js';
import { type CompositionOptions, type CompositionPart, layOut } from './sources/composition/grid-layout.js';
import type { FrameObservable } from './options/custom-stream.js';
import { OnDemandCapture } from './sources/playback/on-demand-capture.js';
import { SourceSupervisor } from './sources/playback/source-supervisor.js';
import type { VideoSource } from './sources/video-source.interface.js';
import { isWhepSource } from './sources/whep/whep-address.js';

const clock = new SystemCaptureClock();
const logger = new Logger('WebGearRtc');

/**
 * Several sources in one video, row by row, for the option `customStream`. Sources by name are open while there are
 * viewers; a file restarts at its end, and the cell of a source that fails shows "No Input" until it delivers frames.
 *
 * @throws WebGearRtcError `WGR_OPTION_INVALID`, `WGR_OPTION_UNKNOWN`
 * @publicApi
 */
export function grid(parts: readonly CompositionPart[], options: CompositionOptions = {}): FrameObservable {
  return composedFrames({
    layout: layOut(parts.length, options),
    open: parts.map((part) => opener(part)),
    clock,
    onError: (error) => logger.error(`A part of a composition: ${String(error)}`),
  });
}

/**
 * Two sources next to each other in one video, for the option `customStream`. See {@link grid}.
 *
 * @throws WebGearRtcError `WGR_OPTION_INVALID`, `WGR_OPTION_UNKNOWN`
 * @publicApi
 */
export function sideBySide(
  left: CompositionPart,
  right: CompositionPart,
  options: Omit<CompositionOptions, 'columns'> = {},
): FrameObservable {
  return grid([left, right], { ...options, columns: 2 });
}

function opener(part: CompositionPart): () => FrameObservable {
  if (typeof part === 'function') return part;
  if (isObservable(part)) return () => part;
  return () => supervised(isUrl(part) ? part.href : part).frames$;
}

function supervised(source: string | number): OnDemandCapture {
  const supervisor = new SourceSupervisor({
    source: createSource(source),
    clock,
    logger,
    paintSlate,
    loop: true,
    enableInfiniteFrames: true,
    stallTimeoutMs: defaultStreamOptions.stallTimeoutMs,
    timeDelayMs: 0,
  });
  return new OnDemandCapture(supervisor, 0);
}

function createSource(source: string | number): VideoSource {
  const { codecs } = defaultStreamOptions;
  return isWhepSource(source)
    ? createWhepSource(String(source), { codecs, audio: false, clock, logger })
    : createVideoSource({ source, clock, logger });
}
