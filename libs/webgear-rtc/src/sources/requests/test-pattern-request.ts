import { WebGearRtcError } from '../../errors/webgear-rtc.error.js';
import type { MediaInputRequest } from '../../ffmpeg/input/media-input-request.js';
import type { CaptureConstraints } from './capture-device-request.js';
import { testCardGraph } from './test-card.js';

const DEFAULT_SIZE = '1280x720';
const DEFAULT_RATE = 30;

/** Names of the test patterns after `test:`. */
const PATTERNS = new Set(['', 'bars2', 'barcode']);

/** Size and frame rate of a test pattern. */
export interface TestPatternSettings {
  readonly width: number;
  readonly height: number;
  /** Frames per second. */
  readonly framerate: number;
  /** Whether it beeps and flashes with each full second. */
  readonly audio: boolean;
}

/**
 * Settings of a test pattern.
 *
 * @param parameters `size=640x360`, `rate=25` and `audio=false`; they take precedence over the constraints
 * @throws WebGearRtcError `WGR_SOURCE_UNSUPPORTED` for an unknown pattern or parameter
 */
export function testPatternSettings(
  name: string,
  parameters: URLSearchParams,
  constraints: CaptureConstraints,
  label: string,
): TestPatternSettings {
  const refuse = (reason: string) => new WebGearRtcError('WGR_SOURCE_UNSUPPORTED', { source: label, reason });
  if (!PATTERNS.has(name))
    throw refuse(`there is no test pattern "${name}", only "test:", "test:bars2" and "test:barcode"`);
  for (const key of parameters.keys()) {
    if (key === 'audio' && name !== 'barcode') continue;
    if (key !== 'size' && key !== 'rate')
      throw refuse(`it has no "${key}", only size and rate, and test: has audio`);
  }
  const audio = parameters.get('audio') ?? 'true';
  if (audio !== 'true' && audio !== 'false') throw refuse('its audio must be true or false');
  const size = parameters.get('size') ?? constraints.resolution?.join('x') ?? DEFAULT_SIZE;
  const framerate = Number(parameters.get('rate') ?? constraints.framerate ?? DEFAULT_RATE);
  // Validated strictly: the values become part of a filter graph description.
  const [, width, height] = /^([1-9]\d{1,3})x([1-9]\d{1,3})$/.exec(size) ?? [];
  if (width === undefined || height === undefined) {
    throw refuse(`its size must look like 640x360, not "${size}"`);
  }
  if (!(framerate >= 1 && framerate <= 240)) throw refuse('its rate must be 1 to 240 frames per second');
  return { width: Number(width), height: Number(height), framerate, audio: audio === 'true' };
}

/**
 * The request for a test pattern: the test card, or with the name `bars2` FFmpeg's own, whose frames are costly to encode.
 *
 * @param title what the stream is called, for the card
 */
export function testPatternRequest(
  name: string,
  settings: Omit<TestPatternSettings, 'audio'>,
  label: string,
  title: string,
): MediaInputRequest {
  const { width, height, framerate } = settings;
  // FFmpeg's is BT.601 but not tagged, and at this size would be taken for BT.709.
  const bars = `testsrc2=size=${width}x${height}:rate=${Math.round(framerate * 1000)}/1000,setparams=colorspace=smpte170m:range=tv`;
  return {
    label,
    url: name === 'bars2' ? bars : testCardGraph({ ...settings, title }),
    format: 'lavfi',
    options: {},
    live: false,
    openTimeoutMs: 5000,
  };
}
