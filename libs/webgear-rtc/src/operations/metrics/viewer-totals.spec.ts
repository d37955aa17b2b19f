import { describe, expect, it } from '@jest/globals';
import type { PeerSnapshot } from '../../peers/peer-snapshot.interface.js';
import type { MetricFamily } from './metric-family.js';
import { viewerDrops, viewerMetrics } from './viewer-metrics.js';
import { ViewerTotals } from './viewer-totals.js';
import { writeMetrics } from './write-metrics.js';

const nowMs = 1_000_000;

function viewer(peerId: string, more: Partial<PeerSnapshot> = {}): PeerSnapshot {
  return {
    peerId,
    streamName: 'yard',
    mode: 'webrtc',
    state: 'connected',
    codec: 'h264',
    remoteAddress: '192.0.2.7',
    createdAtMs: nowMs - 30_000,
    framesSent: 100,
    framesDropped: 2,
    packetsSent: 1000,
    bytesSent: 1_000_000,
    packetsRetransmitted: 5,
    nacksReceived: 4,
    keyFrameRequests: 1,
    fractionLost: 0.02,
    transport: { cipher: 'node', send: 'dgram' },
    joinMs: 250,
    roundTripTimeMs: 40,
    rung: 'full',
    estimateBps: 3_000_000,
    targetBps: 2_000_000,
    queueMs: 3,
    freezes: 1,
    rungSwitches: { up: 1, down: 2 },
    tooSlow: false,
    ...more,
  };
}

/** One line for each sample. */
function linesOf(totals: ViewerTotals, peers: readonly PeerSnapshot[], names = ['yard']): string[] {
  const byStream = totals.with(peers, names);
  const drops: MetricFamily = {
    name: 'drops_total',
    help: '',
    type: 'counter',
    samples: viewerDrops(byStream),
  };
  return writeMetrics([...viewerMetrics(peers, byStream), drops], 'prometheus').split('\n');
}

describe('metrics of viewers', () => {
  it('count each viewer once, and go on where it has left', () => {
    const totals = new ViewerTotals();
    const present = viewer('a', {
      audio: { codec: 'opus', packetsSent: 50, bytesSent: 4000, fractionLost: 0 },
    });
    const counters = [
      'webgear_rtc_viewer_offers_total{stream="yard",result="connected"} 1',
      'webgear_rtc_viewer_join_seconds_bucket{stream="yard",le="0.2"} 0',
      'webgear_rtc_viewer_join_seconds_bucket{stream="yard",le="0.3"} 1',
      'webgear_rtc_sent_bytes_total{stream="yard",codec="h264"} 1000000',
      'webgear_rtc_sent_bytes_total{stream="yard",codec="opus"} 4000',
      'webgear_rtc_sent_packets_total{stream="yard",codec="h264"} 1000',
      'webgear_rtc_retransmitted_packets_total{stream="yard",codec="h264"} 5',
      'webgear_rtc_frames_sent_total{stream="yard",codec="h264"} 100',
      'webgear_rtc_key_frame_requests_total{stream="yard"} 1',
      'webgear_rtc_nacks_received_total{stream="yard"} 4',
      'webgear_rtc_freezes_total{stream="yard"} 1',
      'webgear_rtc_rung_switches_total{stream="yard",direction="down"} 2',
      'drops_total{stream="yard",codec="h264",reason="viewer"} 2',
    ];
    const before = linesOf(totals, [present]);
    expect(before).toEqual(expect.arrayContaining(counters));
    expect(before).toContain('webgear_rtc_viewers{stream="yard",codec="h264",rung="full"} 1');
    totals.depart({ peer: { ...present, state: 'closed' }, reason: 'left' }, nowMs);
    const after = linesOf(totals, []);
    expect(after).toEqual(expect.arrayContaining(counters));
    expect(after).toContain('webgear_rtc_viewers{stream="yard",codec="",rung=""} 0');
    expect(after).toContain('webgear_rtc_viewer_duration_seconds_count{stream="yard",reason="left"} 1');
    expect(after).toContain('webgear_rtc_viewer_duration_seconds_sum{stream="yard",reason="left"} 30');
    // Twice the same scrape is the same: nothing is counted by being read.
    expect(linesOf(totals, [])).toEqual(after);
  });

  it('have those that never connected, and offers that were refused', () => {
    const totals = new ViewerTotals();
    const { transport: _none, joinMs: _never, ...pending } = viewer('a', { state: 'connecting' });
    expect(linesOf(totals, [pending])).toContain(
      'webgear_rtc_viewer_offers_total{stream="yard",result="connected"} 0',
    );
    totals.depart({ peer: { ...pending, state: 'closed' }, reason: 'unconnected' }, nowMs);
    totals.refuse({ streamName: 'yard', mode: 'webrtc' });
    const lines = linesOf(totals, []);
    expect(lines).toContain('webgear_rtc_viewer_offers_total{stream="yard",result="failed"} 1');
    expect(lines).toContain('webgear_rtc_viewer_offers_total{stream="yard",result="refused"} 1');
    expect(lines.some((line) => line.includes('viewer_duration'))).toBe(false);
  });

  it('have viewers of images apart where they differ, and with the others where they do not', () => {
    const totals = new ViewerTotals();
    const { transport: _none, rung: _rungs, ...images } = viewer('m', { mode: 'mjpeg', codec: 'mjpeg' });
    const reader = { ...images, joinMs: 900, framesSent: 40, framesDropped: 3, bytesSent: 70_000 };
    const counters = [
      'webgear_rtc_mjpeg_requests_total{stream="yard",result="connected"} 1',
      'webgear_rtc_viewer_offers_total{stream="yard",result="connected"} 1',
      'webgear_rtc_sent_bytes_total{stream="yard",codec="mjpeg"} 70000',
      'webgear_rtc_frames_sent_total{stream="yard",codec="mjpeg"} 40',
      'drops_total{stream="yard",codec="mjpeg",reason="viewer"} 3',
      'webgear_rtc_viewer_join_seconds_count{stream="yard"} 1',
    ];
    const before = linesOf(totals, [viewer('a'), reader]);
    expect(before).toEqual(expect.arrayContaining(counters));
    expect(before).toContain('webgear_rtc_viewers{stream="yard",codec="mjpeg",rung=""} 1');
    expect(before).toContain('webgear_rtc_viewers{stream="yard",codec="h264",rung="full"} 1');
    // What is known of packets is that of WebRTC.
    expect(before).toContain('webgear_rtc_loss_ratio_count{stream="yard"} 1');
    expect(before.filter((line) => /packets_total.*mjpeg/.test(line))).toEqual([]);
    totals.depart({ peer: { ...reader, state: 'closed' }, reason: 'expired' }, nowMs);
    totals.depart({ peer: { ...reader, framesSent: 0, state: 'closed' }, reason: 'left' }, nowMs);
    totals.refuse({ streamName: 'yard', mode: 'mjpeg' });
    const after = linesOf(totals, [viewer('a')]);
    expect(after).toEqual(expect.arrayContaining(counters));
    expect(after).toContain('webgear_rtc_mjpeg_requests_total{stream="yard",result="failed"} 1');
    expect(after).toContain('webgear_rtc_mjpeg_requests_total{stream="yard",result="refused"} 1');
    expect(after).toContain('webgear_rtc_viewer_offers_total{stream="yard",result="refused"} 0');
    expect(after).toContain('webgear_rtc_viewer_duration_seconds_count{stream="yard",reason="expired"} 1');
    expect(after.some((line) => line.includes('reason="left"'))).toBe(false);
  });

  it('show the paths of viewers as they are now, and no single viewer', () => {
    const totals = new ViewerTotals();
    const slow = viewer('b', {
      fractionLost: 0.3,
      roundTripTimeMs: 800,
      estimateBps: 200_000,
      tooSlow: true,
    });
    const lines = linesOf(totals, [viewer('a'), slow, viewer('c', { streamName: 'front' })]);
    expect(lines).toEqual(
      expect.arrayContaining([
        'webgear_rtc_loss_ratio_bucket{stream="yard",le="0.05"} 1',
        'webgear_rtc_loss_ratio_bucket{stream="yard",le="0.4"} 2',
        'webgear_rtc_round_trip_seconds_bucket{stream="yard",le="0.05"} 1',
        'webgear_rtc_round_trip_seconds_count{stream="yard"} 2',
        'webgear_rtc_estimate_bps_bucket{stream="yard",le="300000"} 1',
        'webgear_rtc_estimate_bps_sum{stream="yard"} 3200000',
        'webgear_rtc_target_bps_bucket{stream="yard",le="2000000"} 2',
        'webgear_rtc_queue_seconds_bucket{stream="yard",le="0.005"} 2',
        'webgear_rtc_viewers_too_slow{stream="yard"} 1',
      ]),
    );
    expect(lines.join('\n')).not.toMatch(/192\.0\.2|peer|front/);
    expect(linesOf(totals, []).join('\n')).not.toContain('round_trip');
  });

  it('forget streams that are gone', () => {
    const totals = new ViewerTotals();
    totals.refuse({ streamName: 'yard', mode: 'webrtc' });
    totals.refuse({ streamName: 'garden', mode: 'webrtc' });
    expect(linesOf(totals, [], ['garden']).join('\n')).not.toContain('yard');
    expect(linesOf(totals, [], ['yard', 'garden'])).toContain(
      'webgear_rtc_viewer_offers_total{stream="yard",result="refused"} 0',
    );
  });
});
