import { BitReader } from './bit-reader.js';

/** What an `AudioSpecificConfig` states (ISO/IEC 14496-3, 1.6.2.1). */
export interface AacConfig {
  readonly sampleRateHz: number;
  readonly channels: number;
  /** Samples of one frame, at the rate of its timestamps. */
  readonly frameSamples: number;
}

/** By `samplingFrequencyIndex` (table 1.18). */
const SAMPLE_RATES = [
  96_000, 88_200, 64_000, 48_000, 44_100, 32_000, 24_000, 22_050, 16_000, 12_000, 11_025, 8000, 7350,
];

/** By `channelConfiguration` (table 1.19); the channels of 0 are stated elsewhere. */
const CHANNELS = [0, 1, 2, 3, 4, 5, 6, 8];

const EXPLICIT_RATE = 15;
/** Object types of HE-AAC, which state the rate of what is decoded behind that of the core. */
const SBR = 5;
const PARAMETRIC_STEREO = 29;

/** Reads a configuration; `undefined` for one that is truncated, or states no channels. */
export function parseAacConfig(config: Buffer): AacConfig | undefined {
  const reader = new BitReader(config.subarray(0, 64));
  const objectType = readObjectType(reader);
  const coreRateHz = readRate(reader);
  const channels = CHANNELS[reader.bits(4)] ?? 0;
  const isHighEfficiency = objectType === SBR || objectType === PARAMETRIC_STEREO;
  const sampleRateHz = isHighEfficiency ? readRate(reader) : coreRateHz;
  if (isHighEfficiency) readObjectType(reader);
  const frameSamples = reader.flag() ? 960 : 1024;
  if (reader.overran || sampleRateHz <= 0 || channels === 0) return undefined;
  return {
    sampleRateHz,
    channels: objectType === PARAMETRIC_STEREO && channels === 1 ? 2 : channels,
    frameSamples: (frameSamples * sampleRateHz) / coreRateHz,
  };
}

function readObjectType(reader: BitReader): number {
  const type = reader.bits(5);
  return type === 31 ? 32 + reader.bits(6) : type;
}

function readRate(reader: BitReader): number {
  const index = reader.bits(4);
  return index === EXPLICIT_RATE ? reader.bits(24) : (SAMPLE_RATES[index] ?? 0);
}
