import { Av1StreamInspector } from '../../bitstream/av1-stream-inspector.js';
import { H264StreamInspector } from '../../bitstream/h264-stream-inspector.js';
import { H265StreamInspector } from '../../bitstream/h265-stream-inspector.js';
import type { InspectedAccessUnit, StreamInspector } from '../../bitstream/stream-inspector.interface.js';
import { Vp8StreamInspector } from '../../bitstream/vp8-stream-inspector.js';
import { Vp9StreamInspector } from '../../bitstream/vp9-stream-inspector.js';
import { ElementaryStreamDecoder } from '../../ffmpeg/decode/elementary-stream-decoder.js';
import type { EncodedFrame, VideoCodec } from '../../media/encoded-frame.js';
import type { ReceivedFrame, ReceivedVideo } from '../../media/received-media.js';
import type { VideoFrame } from '../../media/video-frame.js';
import type { PassthroughFormat } from '../video-source.interface.js';

/**
 * Reads the frames of a remote peer: as they are, or decoded while viewers could not decode them. The choice is made at every key
 * frame.
 */
export class ReceivedFrameReader {
  private readonly inspector: StreamInspector;
  private readonly frames: AsyncIterator<ReceivedFrame>;
  private decoder: ElementaryStreamDecoder | undefined;
  private format: PassthroughFormat | undefined;
  private count = 0;

  /** @param onIneligible told once why frames are decoded */
  constructor(
    private readonly video: ReceivedVideo,
    private readonly onIneligible: (reason: string) => void,
  ) {
    this.inspector = createInspector(video.codec, video.parameterSets);
    this.frames = video.frames[Symbol.asyncIterator]();
  }

  /** Frames read, decodable or not. */
  get framesRead(): number {
    return this.count;
  }

  /** What decoders must support, where the last frame was not decoded. */
  get passthrough(): PassthroughFormat | undefined {
    return this.format;
  }

  /** The next frame; decoded ones are owned by the caller; `undefined` at the end. Calls must not overlap. */
  async next(): Promise<EncodedFrame | VideoFrame | undefined> {
    for (;;) {
      const received = await this.frames.next();
      if (received.done === true) return undefined;
      this.count++;
      const unit = this.inspector.inspect(received.value.data);
      if (unit === undefined) continue;
      const frame = this.passes(unit)
        ? this.pass(unit, received.value)
        : await this.decode(unit, received.value);
      if (frame !== undefined) return frame;
    }
  }

  /** Frees everything. A pending {@link next} ends. */
  async close(): Promise<void> {
    await this.frames.return?.();
    this.decoder?.close();
    this.decoder = undefined;
  }

  private passes({ keyFrame, ineligibility }: InspectedAccessUnit): boolean {
    return ineligibility === undefined && (this.format !== undefined || keyFrame);
  }

  private pass(unit: InspectedAccessUnit, { captureTimeUs }: ReceivedFrame): EncodedFrame {
    this.decoder?.close();
    this.decoder = undefined;
    const { codec } = this.video;
    const { keyFrame, data, sps } = unit;
    const { profile = '', levelIdc = 0, width = 0, height = 0 } = sps ?? {};
    if (keyFrame || this.format === undefined) this.format = { codec, profile, levelIdc };
    return { codec, keyFrame, captureTimeUs, width, height, data };
  }

  /** @returns `undefined` while the decoder needs more input, or a key frame may follow */
  private async decode(
    unit: InspectedAccessUnit,
    { captureTimeUs }: ReceivedFrame,
  ): Promise<VideoFrame | undefined> {
    if (this.decoder === undefined) {
      if (!unit.isEntryPoint) return undefined;
      if (unit.ineligibility !== undefined) this.onIneligible(unit.ineligibility);
    }
    this.format = undefined;
    this.decoder ??= await ElementaryStreamDecoder.open(this.video.codec);
    return this.decoder.decode(unit.data, captureTimeUs);
  }
}

function createInspector(codec: VideoCodec, parameterSets: Buffer = Buffer.alloc(0)): StreamInspector {
  switch (codec) {
    case 'h264':
      return new H264StreamInspector(parameterSets);
    case 'h265':
      return new H265StreamInspector(parameterSets, false);
    case 'vp8':
      return new Vp8StreamInspector();
    case 'vp9':
      return new Vp9StreamInspector({ width: 0, height: 0 }, undefined);
    case 'av1':
      return new Av1StreamInspector({ width: 0, height: 0 }, Buffer.alloc(0));
  }
}
