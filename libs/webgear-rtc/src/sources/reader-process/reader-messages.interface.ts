import type { StreamDescription } from '../../ffmpeg/relay/packet-relay.js';
import type { PacketRecord } from './packet-records.js';

/** What a reader process is told. `id` is that of an input, and never used twice. */
export type ReaderCommand =
  | {
      readonly kind: 'open';
      readonly id: number;
      /** FFmpeg's address, with credentials. */
      readonly url: string;
      /** Options of the demuxer and the protocol, by FFmpeg's names. */
      readonly options: Readonly<Record<string, string>>;
    }
  /** Permits that many packets more. */
  | { readonly kind: 'credit'; readonly id: number; readonly packets: number }
  | { readonly kind: 'close'; readonly id: number };

/** What a reader process reports of an input by the channel of messages. */
export type ReaderMessage = { readonly id: number } & (
  | { readonly kind: 'opened'; readonly streams: readonly StreamDescription[] }
  | {
      readonly kind: 'failed';
      readonly operation: string;
      /** 0 for a failure outside of FFmpeg. */
      readonly averror: number;
      readonly reason: string;
    }
  /** The input is closed there; its `id` means nothing any more. */
  | { readonly kind: 'closed' }
);

/** The same and what it reads. The two channels have no common order. */
export type ReaderEvent = ReaderMessage | PacketRecord;

/** The channel of packets in a reader process. */
export const PACKETS_FD = 4;
