import type { Packet, Stream } from 'node-av/lib';
import { opusDurationUs } from '../../bitstream/opus-packet.js';
import type { AudioCodec, EncodedAudioFrame } from '../../media/audio-frame.js';
import type { NodeAv } from '../load-node-av.js';
import type { AudioTimes } from './audio-times.js';

/** Durations of Opus packets that are sent as they are: receivers size their buffers by them (RFC 7587, 4.2). */
const OPUS_DURATIONS_US: ReadonlySet<number> = new Set([10_000, 20_000, 40_000]);

/** Index of the channel mapping family in the header of Opus; other families than 0 are several streams (RFC 7845, 5.1). */
const MAPPING_FAMILY = 18;

/** G.711: one byte per sample of 8 kHz. */
const G711_BYTES_PER_MS = 8;

/** Containers hold up to half a second in one packet, which would not fit into a datagram. */
const G711_LONGEST_BYTES = 40 * G711_BYTES_PER_MS;
const G711_PIECE_BYTES = 20 * G711_BYTES_PER_MS;

/** The codec of a stream whose packets may be sent as they are; else `undefined`. */
export function sendableCodec(av: NodeAv, { codecpar }: Pick<Stream, 'codecpar'>): AudioCodec | undefined {
  const { codecId, channels, sampleRate, extradata } = codecpar;
  if (codecId === av.AV_CODEC_ID_OPUS)
    return channels >= 1 && channels <= 2 && (extradata?.[MAPPING_FAMILY] ?? 0) === 0 ? 'opus' : undefined;
  if (channels !== 1 || sampleRate !== 8000) return undefined;
  if (codecId === av.AV_CODEC_ID_PCM_MULAW) return 'pcmu';
  return codecId === av.AV_CODEC_ID_PCM_ALAW ? 'pcma' : undefined;
}

/**
 * The frames of a packet, with copies of its bytes.
 *
 * @returns `undefined` if the packet has to be decoded, since its duration is none that is sent
 */
export function encodedFramesOf(
  codec: AudioCodec,
  channels: number,
  packet: Packet,
  times: AudioTimes,
): EncodedAudioFrame[] | undefined {
  const bytes = packet.data;
  if (bytes === null || bytes.length === 0) return [];
  const durationUs = codec === 'opus' ? opusDurationUs(bytes) : (bytes.length / G711_BYTES_PER_MS) * 1000;
  if (durationUs === undefined) return [];
  if (codec === 'opus' && !OPUS_DURATIONS_US.has(durationUs)) return undefined;
  const captureTimeUs = times.timeUs(packet.pts, durationUs);
  // FFmpeg reuses the memory of the packet.
  const data = Buffer.from(bytes);
  if (codec === 'opus' || data.length <= G711_LONGEST_BYTES)
    return [{ codec, captureTimeUs, durationUs, channels, data }];
  const pieces: EncodedAudioFrame[] = [];
  for (let start = 0; start < data.length; start += G711_PIECE_BYTES) {
    const piece = data.subarray(start, start + G711_PIECE_BYTES);
    const startUs = captureTimeUs + (start / G711_BYTES_PER_MS) * 1000;
    const pieceUs = (piece.length / G711_BYTES_PER_MS) * 1000;
    pieces.push({ codec, captureTimeUs: startUs, durationUs: pieceUs, channels, data: piece });
  }
  return pieces;
}
