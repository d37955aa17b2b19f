import { WebGearRtcError } from '../errors/webgear-rtc.error.js';
import { MediaMuxer } from '../ffmpeg/output/media-muxer.js';
import { containerOf, formOf } from '../ffmpeg/output/muxed-codecs.js';
import { isKeyFrame, isVideo, type RecordedPacket } from './packet-interleaver.js';
import { VideoDurations } from './video-durations.js';

/**
 * A part of a stream as a file: MP4, or WebM for VP8 and VP9.
 *
 * @publicApi
 */
export interface Clip {
  /** The whole file, with its index in front. */
  readonly data: Buffer;
  /** Its media type: `video/mp4` or `video/webm`. */
  readonly contentType: 'video/mp4' | 'video/webm';
  /** When its first frame was captured. It is a key frame, so up to one key frame interval before what was asked for. */
  readonly start: Date;
  /** Duration in milliseconds. */
  readonly durationMs: number;
}

/**
 * What part of a stream a clip holds.
 *
 * @publicApi
 */
export interface ClipRequest {
  /**
   * How far back it begins, in milliseconds; needs `lookBackMs` or `record`.
   *
   * @default 10000
   */
  readonly beforeMs?: number;
  /**
   * How much of what is to come it holds, in milliseconds, up to 300 000: the clip is ready after that.
   *
   * @default 0
   */
  readonly afterMs?: number;
}

/**
 * Writes packets into a file in memory. They are in the order of their capture times; what cannot be part of the file, such as
 * frames of another size after the first, ends it.
 *
 * @param wallClockOffsetUs what to add to a capture time for microseconds since 1970
 * @throws WebGearRtcError `WGR_CLIP_EMPTY` without a key frame
 */
export async function writeClip(
  packets: readonly RecordedPacket[],
  wallClockOffsetUs: number,
  streamName: string,
): Promise<Clip> {
  const first = packets.find(isKeyFrame);
  if (first === undefined) throw new WebGearRtcError('WGR_CLIP_EMPTY', { streamName });
  const sound = packets.find((packet) => !isVideo(packet));
  const audioChannels = sound && 'channels' in sound ? (sound.channels === 1 ? 1 : 2) : undefined;
  const file = new MemoryFile();
  using muxer = await MediaMuxer.open(
    { video: first, audioChannels },
    { kind: 'indexed', samples: packets.length },
    (bytes, position) => file.write(bytes, position),
  );
  const durations = new VideoDurations((frame, durationUs) => muxer.writeVideo(frame, durationUs));
  const form = formOf(first);
  let endUs = first.captureTimeUs;
  for (const packet of packets) {
    if (packet.captureTimeUs < first.captureTimeUs) continue;
    if (!isVideo(packet)) muxer.writeAudio(packet);
    else if (packet.keyFrame && formOf(packet) !== form) break;
    else durations.push(packet);
    endUs = Math.max(endUs, packet.captureTimeUs);
  }
  const lastUs = durations.end();
  muxer.end();
  return {
    data: file.content,
    contentType: containerOf(first.codec) === 'mp4' ? 'video/mp4' : 'video/webm',
    start: new Date((first.captureTimeUs + wallClockOffsetUs) / 1000),
    durationMs: Math.round((Math.max(endUs, lastUs) - first.captureTimeUs) / 1000),
  };
}

/** Bytes at positions, in memory that doubles when it is full. */
class MemoryFile {
  private memory = Buffer.alloc(1024 * 1024);
  private size = 0;

  get content(): Buffer {
    return this.memory.subarray(0, this.size);
  }

  write(bytes: Buffer, position: number): void {
    const end = position + bytes.length;
    if (end > this.memory.length) {
      const larger = Buffer.alloc(Math.max(end, 2 * this.memory.length));
      this.memory.copy(larger, 0, 0, this.size);
      this.memory = larger;
    }
    bytes.copy(this.memory, position);
    this.size = Math.max(this.size, end);
  }
}
