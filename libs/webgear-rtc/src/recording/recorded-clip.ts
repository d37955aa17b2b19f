import { WebGearRtcError } from '../errors/webgear-rtc.error.js';
import { readFilePackets } from '../ffmpeg/input/file-packets.js';
import { writeClip, type Clip } from './clip.js';
import { LOOK_BACK_BYTES } from './look-back-buffer.js';
import { isKeyFrame, isVideo, type RecordedPacket } from './packet-interleaver.js';
import type { RecordedSegment } from './segment-folder.js';

/** In a file, the sound of a frame is at most one fragment after it. */
const INTERLEAVED_US = 1_000_000;

/** A part of what was recorded: which, and of what. */
export interface RecordedClipRequest {
  readonly streamName: string;
  /** Oldest first; the last one may still be written. */
  readonly segments: readonly RecordedSegment[];
  readonly startMs: number;
  readonly durationMs: number;
}

/**
 * A part of a recording as one file, across segments as long as the video keeps its form. It begins at the last key frame
 * that is not after its start, or at the first one of the recording after it.
 *
 * @throws WebGearRtcError `WGR_CLIP_EMPTY` when nothing was recorded then
 */
export async function recordedClip(request: RecordedClipRequest): Promise<Clip> {
  const { startMs, durationMs, streamName } = request;
  const packets: RecordedPacket[] = [];
  let bytes = 0;
  for (const segment of request.segments) {
    const segmentMs = segment.start.getTime();
    if (segmentMs + segment.durationMs <= startMs || segmentMs >= startMs + durationMs) continue;
    const offsetUs = segmentMs * 1000;
    const endUs = (startMs + durationMs) * 1000 - offsetUs;
    for await (const packet of readFilePackets(segment.path, Math.max(0, startMs * 1000 - offsetUs))) {
      if (isVideo(packet) && packet.captureTimeUs >= endUs + INTERLEAVED_US) break;
      if (packet.captureTimeUs >= endUs) continue;
      bytes += packet.data.length;
      if (bytes > LOOK_BACK_BYTES) break;
      packets.push({ ...packet, captureTimeUs: packet.captureTimeUs + offsetUs });
    }
  }
  if (!packets.some(isKeyFrame)) throw new WebGearRtcError('WGR_CLIP_EMPTY', { streamName });
  return writeClip(packets, 0, streamName);
}
