/** What the page shows of a session. */
export interface PublishingFigures {
  readonly bitrate: string;
  readonly roundTrip: string;
  readonly videoSize: string;
  readonly loss: string;
}

interface OutboundRtp {
  readonly kind: string;
  readonly bytesSent?: number;
  readonly headerBytesSent?: number;
  readonly frameWidth?: number;
  readonly frameHeight?: number;
  readonly framesPerSecond?: number;
  readonly timestamp: number;
}

/** Makes figures of the browser's statistics, one after another. */
export class FigureMeter {
  private bytes = 0;
  private atMs = 0;

  /** The figures since the call before. */
  read(report: RTCStatsReport): PublishingFigures {
    let bytes = 0;
    let atMs = 0;
    let video: OutboundRtp | undefined;
    let roundTripSeconds: number | undefined;
    let fractionLost: number | undefined;
    for (const each of report.values() as Iterable<{ type: string }>) {
      if (each.type === 'outbound-rtp') {
        const sent = each as unknown as OutboundRtp;
        bytes += (sent.bytesSent ?? 0) + (sent.headerBytesSent ?? 0);
        atMs = sent.timestamp;
        if (sent.kind === 'video') video = sent;
      } else if (each.type === 'remote-inbound-rtp') {
        const received = each as unknown as { kind: string; fractionLost?: number };
        if (received.kind === 'video') ({ fractionLost } = received);
      } else if (each.type === 'candidate-pair') {
        const pair = each as unknown as { nominated?: boolean; currentRoundTripTime?: number };
        if (pair.nominated === true) roundTripSeconds = pair.currentRoundTripTime;
      }
    }
    const elapsedMs = atMs - this.atMs;
    const bps = this.atMs > 0 && elapsedMs > 0 ? ((bytes - this.bytes) * 8_000) / elapsedMs : undefined;
    [this.bytes, this.atMs] = [bytes, atMs];
    return {
      // A new session starts counting from zero.
      bitrate: bps === undefined || bps < 0 ? '–' : bitrateText(bps),
      roundTrip: roundTripSeconds === undefined ? '–' : `${Math.round(roundTripSeconds * 1000)} ms`,
      videoSize:
        video?.frameWidth === undefined
          ? '–'
          : `${video.frameWidth} × ${video.frameHeight}, ${Math.round(video.framesPerSecond ?? 0)} fps`,
      loss: fractionLost === undefined ? '–' : `${(fractionLost * 100).toFixed(1)} %`,
    };
  }
}

function bitrateText(bps: number): string {
  return bps < 1e6 ? `${Math.round(bps / 1000)} kbit/s` : `${(bps / 1e6).toFixed(2)} Mbit/s`;
}
