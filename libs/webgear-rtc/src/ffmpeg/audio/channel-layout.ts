import type { ChannelLayout } from 'node-av/lib';

/** FFmpeg's channel masks by the number of channels. None has an LFE channel before the sixth: mixing down leaves it out. */
const MASKS = [
  0n,
  0x4n, // mono
  0x3n, // stereo
  0x7n, // 3.0
  0x33n, // quad
  0x37n, // 5.0
  0x3fn, // 5.1
  0x70fn, // 6.1
  0x63fn, // 7.1
] as const;

/** `AV_CHANNEL_ORDER_NATIVE`: channels stand in the order of the mask's bits. */
const NATIVE_ORDER = 1 as ChannelLayout['order'];

/**
 * FFmpeg's usual layout for so many channels. It says how they are mixed down to two.
 *
 * @throws RangeError for less than one or more than eight
 */
export function channelLayoutOf(channels: number): ChannelLayout {
  const mask = MASKS[channels];
  if (mask === undefined || channels < 1) throw new RangeError(`Sound of ${channels} channels.`);
  return { order: NATIVE_ORDER, nbChannels: channels, mask };
}
