import { FrameAssembler } from '../../bitstream/rtp/frame-assembler.js';
import { createDepayloader } from '../../codecs/depayloaders.js';
import { AacDepayloader } from './aac-depayloader.js';
import { h264Payloads, h265Payloads, type NalUnitPayloads } from './nal-unit-payloads.js';
import type { TrackPayload, TrackReader } from './media-track.js';
import type { SoundTrackFormat, VideoTrackFormat } from './track-format.js';

/** A frame or packet of sound, in the order of the track. */
export interface TrackFrame {
  readonly data: Buffer;
  /** Of video: whether decoding can start here. */
  readonly keyFrame: boolean;
  readonly timestamp: number;
  /** From the timestamp to the frame. */
  readonly offsetTicks: number;
  readonly arrivedUs: number;
}

const NAL_UNITS: Readonly<Partial<Record<string, NalUnitPayloads>>> = {
  h264: h264Payloads,
  h265: h265Payloads,
};

/** Reads frames of video. */
export function videoReader({ codec }: VideoTrackFormat, onFrame: (frame: TrackFrame) => void): TrackReader {
  const depayloader = createDepayloader(codec);
  const nalUnits = NAL_UNITS[codec];
  const assembler = new FrameAssembler({
    onFrame: ({ payloads, timestamp, arrivedUs }) => {
      const frame = depayloader.frame(payloads);
      if (frame !== undefined) onFrame({ ...frame, timestamp, arrivedUs, offsetTicks: 0 });
    },
    onLoss: () => undefined,
    ...(nalUnits && { continuesFrame: nalUnits.continuesFrame }),
  });
  return {
    push: (packet: TrackPayload) => {
      const payload = nalUnits === undefined ? packet.payload : nalUnits.normalized(packet.payload);
      // The marker of a payload that is left out ends its frame no less.
      if (payload === packet.payload) assembler.push(packet);
      else if (payload !== undefined) assembler.push({ ...packet, payload });
    },
    retain: () => assembler.retain(),
    noteLoss: () => assembler.noteLoss(),
  };
}

/** Reads packets of sound. */
export function soundReader({ aac }: SoundTrackFormat, onFrame: (frame: TrackFrame) => void): TrackReader {
  const pass = (data: Buffer, offsetTicks: number, { timestamp, arrivedUs }: TrackPayload): void =>
    onFrame({ data, keyFrame: true, timestamp, offsetTicks, arrivedUs });
  // The memory of a payload is that of all that came with it.
  if (aac === undefined)
    return {
      push: (packet) => pass(Buffer.from(packet.payload), 0, packet),
      retain: () => undefined,
      noteLoss: () => undefined,
    };
  const depayloader = new AacDepayloader(aac);
  return {
    push: (packet) => {
      for (const { data, offsetTicks } of depayloader.frames(packet.payload)) pass(data, offsetTicks, packet);
    },
    // It copies what it keeps.
    retain: () => undefined,
    noteLoss: () => void depayloader.drop(),
  };
}
