import type { Packet } from 'node-av/lib';
import type { InspectedAccessUnit } from '../../bitstream/stream-inspector.interface.js';
import type { NodeAv } from '../load-node-av.js';

/** Limits memory: a stream with longer GOPs is decoded from its next key frame on. */
const MAX_BYTES = 32 * 1024 * 1024;

interface Kept {
  readonly data: Buffer;
  readonly pts: bigint;
  readonly dts: bigint;
}

/**
 * The packets since the newest key frame, for a decoder opened within a GOP.
 *
 * They share memory with the encoded frames, which are cached for joining viewers anyway.
 */
export class PacketReplay {
  private readonly packet: Packet;
  private kept: Kept[] = [];
  private bytes = 0;

  constructor(av: NodeAv) {
    this.packet = new av.Packet();
    this.packet.alloc();
  }

  /** Stores a packet, from a key frame on. */
  push({ keyFrame, data }: InspectedAccessUnit, { pts, dts }: Pick<Packet, 'pts' | 'dts'>): void {
    if (keyFrame) this.clear();
    else if (this.kept.length === 0) return;
    this.kept.push({ data, pts, dts });
    this.bytes += data.length;
    if (this.bytes > MAX_BYTES) this.clear();
  }

  /** In order, each valid until the next. */
  *packets(): Generator<Packet> {
    const { packet } = this;
    for (const { data, pts, dts } of this.kept) {
      packet.data = data;
      packet.pts = pts;
      packet.dts = dts;
      yield packet;
      packet.unref();
    }
  }

  clear(): void {
    this.kept = [];
    this.bytes = 0;
  }

  /** Frees the packet. Must not be called during {@link packets}. */
  close(): void {
    this.packet.free();
  }
}
