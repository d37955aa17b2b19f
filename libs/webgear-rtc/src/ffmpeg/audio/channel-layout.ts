import type { ChannelLayout } from 'node-av/lib';

/** Bits of FFmpeg's channel masks for one to eight channels; none of them has an LFE channel before the sixth. */
const MASKS = [0n, 0x4n, 0x3n, 0x7n, 0x33n, 0x37n, 0x3fn, 0x70fn, 0x63fn] as const;

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
