import { describe, expect, it } from '@jest/globals';
import { FigureMeter } from './publishing-figures.js';

const report = (...stats: readonly object[]): RTCStatsReport =>
  new Map(stats.map((each, index) => [String(index), each])) as unknown as RTCStatsReport;

const sent = (kind: string, bytesSent: number, timestamp: number, more = {}) => ({
  type: 'outbound-rtp',
  kind,
  bytesSent,
  headerBytesSent: 0,
  timestamp,
  ...more,
});

describe('the figures of a publishing', () => {
  it('are those since the reading before', () => {
    const meter = new FigureMeter();
    const size = { frameWidth: 1280, frameHeight: 720, framesPerSecond: 29.6 };
    expect(meter.read(report(sent('video', 1000, 1000))).bitrate).toBe('–');
    const figures = meter.read(
      report(
        sent('audio', 10_000, 2000),
        sent('video', 241_000, 2000, size),
        { type: 'candidate-pair', nominated: true, currentRoundTripTime: 0.0123 },
        { type: 'candidate-pair', nominated: false, currentRoundTripTime: 9 },
        { type: 'remote-inbound-rtp', kind: 'video', fractionLost: 0.0125 },
      ),
    );
    expect(figures).toEqual({
      bitrate: '2.00 Mbit/s',
      roundTrip: '12 ms',
      videoSize: '1280 × 720, 30 fps',
      loss: '1.3 %',
    });
  });

  it('start again with another session, and say nothing of what is not known', () => {
    const meter = new FigureMeter();
    meter.read(report(sent('video', 100_000, 1000)));
    expect(meter.read(report(sent('video', 0, 2000)))).toEqual({
      bitrate: '–',
      roundTrip: '–',
      videoSize: '–',
      loss: '–',
    });
    expect(meter.read(report(sent('video', 50_000, 3000))).bitrate).toBe('400 kbit/s');
  });
});
