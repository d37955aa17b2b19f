import type { PeerSnapshot, StreamState, StreamStats } from 'nestjs-webgear-rtc';

/** A stream over the last moment. */
export interface StreamReading {
  readonly streamName: string;
  readonly state: StreamState;
  /** Viewers that receive video or images. */
  readonly viewers: number;
  /** Frames of video per second: encoded frames while there are viewers. */
  readonly framesPerSecond: number;
  /** Bitrate of compressed video, sound and images of all renditions, independent of the number of viewers. */
  readonly bitrateBps: number;
}

/** Turns the counters of a stream into rates. */
export class StreamMeter {
  private earlier: { readonly stats: StreamStats; readonly atMs: number } | undefined;

  /**
   * The rates since the last reading; 0 for the first.
   *
   * @param nowMs time of the counters, on any clock that does not jump
   */
  read(stats: StreamStats, peers: readonly PeerSnapshot[], nowMs: number): StreamReading {
    const { streamName, state } = stats;
    const connected = peers.filter((peer) => peer.streamName === streamName && peer.state === 'connected');
    const viewers = connected.length;
    const { earlier } = this;
    this.earlier = { stats, atMs: nowMs };
    const seconds = earlier === undefined ? 0 : (nowMs - earlier.atMs) / 1000;
    if (earlier === undefined || seconds <= 0) {
      return { streamName, state, viewers, framesPerSecond: 0, bitrateBps: 0 };
    }
    const renditions = stats.renditions.map((now) => {
      // A rendition that started again counts from 0.
      const before = earlier.stats.renditions.find(
        ({ codec, passthrough, rung }) =>
          codec === now.codec && passthrough === now.passthrough && rung === now.rung,
      );
      return {
        track: now.track,
        frames: growth(before?.framesEncoded, now.framesEncoded),
        bytes: growth(before?.bytesEncoded, now.bytesEncoded),
      };
    });
    if (stats.jpeg.readers > 0) {
      renditions.push({
        track: 'video',
        frames: growth(earlier.stats.jpeg.framesEncoded, stats.jpeg.framesEncoded),
        bytes: growth(earlier.stats.jpeg.bytesEncoded, stats.jpeg.bytesEncoded),
      });
    }
    const video = renditions.filter(({ track }) => track !== 'audio');
    const frames =
      video.length > 0
        ? Math.max(...video.map(({ frames }) => frames))
        : growth(earlier.stats.framesCaptured, stats.framesCaptured);
    const bytes = renditions.reduce((sum, { bytes }) => sum + bytes, 0);
    return {
      streamName,
      state,
      viewers,
      framesPerSecond: frames / seconds,
      bitrateBps: (bytes * 8) / seconds,
    };
  }
}

function growth(before = 0, now: number): number {
  return now < before ? now : now - before;
}
