import { type Obu, ObuType, splitObus, writeObu } from './av1-obus.js';
import type { InspectedAccessUnit, InspectedFormat, StreamInspector } from './stream-inspector.interface.js';

/** Bytes of `av1C` in front of its OBUs (AV1 in ISO base media files, 2.3.3). */
const configHeaderBytes = 4;

/** No encoder writes longer sequence headers. */
const maxSequenceHeaderBytes = 1024;

/**
 * Inspects the temporal units of an AV1 stream and completes key frames: files may keep the sequence header in the container,
 * but a viewer joins anywhere.
 */
export class Av1StreamInspector implements StreamInspector {
  private readonly format: InspectedFormat;
  private sequenceHeader: Obu | undefined;
  private hasKeyFrame = false;

  /** @param extradata `av1C` of the container; empty without one */
  constructor(size: Pick<InspectedFormat, 'width' | 'height'>, extradata: Buffer) {
    this.format = { ...size, profile: '', levelIdc: 0 };
    this.learn(splitObus(extradata.subarray(configHeaderBytes)));
  }

  get initial(): StreamInspector['initial'] {
    return { sps: this.format, ineligibility: this.sequenceHeader && this.obstacle() };
  }

  inspect(data: Buffer): InspectedAccessUnit | undefined {
    const obus = splitObus(data);
    const hasHeader = this.learn(obus);
    if (!obus.some(isFrame)) return undefined;
    const { sequenceHeader } = this;
    const keyFrame = isAv1KeyFrame(obus) && sequenceHeader !== undefined;
    this.hasKeyFrame ||= keyFrame;
    return {
      keyFrame,
      isEntryPoint: keyFrame,
      sps: this.hasKeyFrame ? this.format : undefined,
      ineligibility: this.obstacle(),
      data: keyFrame && !hasHeader ? withHeader(obus, sequenceHeader) : data,
    };
  }

  /** @returns whether a sequence header is among them */
  private learn(obus: readonly Obu[]): boolean {
    const found = obus.find(({ type }) => type === ObuType.SequenceHeader);
    if (found === undefined || found.payload.length > maxSequenceHeaderBytes) return false;
    // Copied: the payload shares the memory of a whole frame.
    this.sequenceHeader = { ...found, payload: Buffer.from(found.payload) };
    return true;
  }

  private obstacle(): string | undefined {
    const [first] = this.sequenceHeader?.payload ?? [];
    if (first === undefined) return 'its sequence header is missing';
    // seq_profile: 0 is Main, 4:2:0 (AV1 bitstream specification, 5.5.1).
    return first >> 5 === 0 ? undefined : 'its AV1 profile is not Main';
  }
}

/** Whether the first frame of a temporal unit is a key frame that is shown, so that decoding can start there. */
export function isAv1KeyFrame(obus: readonly Obu[]): boolean {
  const [header = 0xff] = obus.find(isFrame)?.payload ?? [];
  // show_existing_frame, frame_type in two bits, show_frame (AV1 bitstream specification, 5.9.2).
  return (header & 0xf0) === 0x10;
}

function isFrame({ type }: Obu): boolean {
  return type === ObuType.Frame || type === ObuType.FrameHeader;
}

function withHeader(obus: readonly Obu[], sequenceHeader: Obu): Buffer {
  const rest = obus.filter(({ type }) => type !== ObuType.TemporalDelimiter);
  return Buffer.concat([sequenceHeader, ...rest].map(writeObu));
}
