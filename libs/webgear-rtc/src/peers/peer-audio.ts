import type { FrameSink, Subscription } from '../broadcast/stream-engine.js';
import type { AudioCodec } from '../media/audio-frame.js';
import type { CaptureClock } from '../media/capture-clock.js';
import type { PacketizedFrame } from '../media/packetized-frame.js';
import type { PacketStamp } from '../rtp/packet-stamp.js';
import type { AudioTrackParameters, AudioTrackSender } from './audio-track-sender.js';
import type { NegotiatedSound } from './negotiate-sound.js';
import type { PeerAudioSnapshot } from './peer-snapshot.interface.js';

/** The sound of one viewer. */
export interface PeerAudioParts {
  readonly codec: AudioCodec;
  readonly sound: NegotiatedSound;
  readonly clock: CaptureClock;
  /** Takes a share in the rendition of the codec. */
  readonly subscribe: (sink: FrameSink) => Subscription;
}

/** The sound of one viewer, from its connection to its end. Whatever goes wrong with it, the video goes on. */
export class PeerAudio implements FrameSink {
  private subscription: Subscription | undefined;
  private sender: AudioTrackSender | undefined;
  private onFirstPacket: (() => void) | undefined;

  constructor(private readonly parts: PeerAudioParts) {}

  /**
   * What the session sends it with.
   *
   * @param stamp that of the video: its numbers count the packets of both
   */
  track(stamp: PacketStamp | undefined): Pick<AudioTrackParameters, 'rtp' | 'clock'> {
    const { rtp, clock, stampId } = this.parts.sound;
    return { rtp: stamp === undefined || stamp.id !== stampId ? rtp : { ...rtp, stamp }, clock };
  }

  /**
   * Media can be sent from now on. A stream whose sound begins later starts then.
   *
   * @param onFirstPacket called when the first packet has left
   */
  start(sender: AudioTrackSender, onFirstPacket: () => void): void {
    this.sender = sender;
    this.onFirstPacket = onFirstPacket;
    try {
      this.subscription = this.parts.subscribe(this);
    } catch {
      // The source has no such sound any more: what the stream says of it is logged there, and the viewer has the video.
    }
  }

  sendFrame(frame: PacketizedFrame): boolean {
    this.sender?.sendFrame(frame, this.parts.clock.nowUs());
    this.onFirstPacket?.();
    this.onFirstPacket = undefined;
    // Taken in any case: what the network refuses is lost, and no packet depends on another.
    return true;
  }

  snapshot(): PeerAudioSnapshot {
    const counters = this.sender?.counters();
    return {
      codec: this.parts.codec,
      packetsSent: counters?.packetsSent ?? 0,
      bytesSent: counters?.bytesSent ?? 0,
      fractionLost: counters?.fractionLost ?? 0,
    };
  }

  /** Ends it. A second call does nothing. */
  release(): void {
    this.subscription?.release();
    this.subscription = undefined;
    this.onFirstPacket = undefined;
  }
}
