import { describe, expect, it } from '@jest/globals';
import { isRelayedOnly, firewallRule } from './answer-sdp.js';
import type { SessionReport } from './session-report.js';
import { StatsMeter } from './stats-meter.js';

describe('the firewall hint', () => {
  it('names protocols, ports and at most two hosts', () => {
    const candidate = (protocol: string, host: string): string =>
      `a=candidate:1 1 ${protocol} 2130706431 ${host} 5000 typ host\r\n`;
    const sdp = ['10.0.0.5', '192.168.1.5', 'fd00::5'].flatMap((host) =>
      ['udp', 'tcp'].map((protocol) => candidate(protocol, host)),
    );
    expect(firewallRule(sdp.join(''))).toEqual({
      protocols: ['UDP', 'TCP'],
      ports: ['5000'],
      hosts: ['10.0.0.5', '192.168.1.5'],
    });
    expect(firewallRule('v=0\r\n')).toBeUndefined();
  });

  it('is empty if all candidates are relays', () => {
    const candidates = (...types: readonly string[]): string =>
      types.map((type) => `a=candidate:1 1 udp 1 10.0.0.5 5000 typ ${type}\r\n`).join('');
    expect([candidates('relay'), candidates('host', 'relay'), candidates()].map(isRelayedOnly)).toEqual([
      true,
      false,
      false,
    ]);
  });
});

describe('the statistics', () => {
  const report = (seconds: number, packetsLost: number): SessionReport => ({
    atMs: seconds * 1000,
    heartbeat: '',
    framesDecoded: seconds * 25,
    bytesReceived: seconds * 100_000,
    packetsReceived: seconds * 90,
    packetsLost,
    jitterBufferDelayS: seconds * 25 * 0.02,
    jitterBufferEmittedCount: seconds * 25,
    roundTripMs: 12,
    width: 640,
    height: 360,
    codec: 'video/H264',
    jitterMs: undefined,
    framesDropped: undefined,
    packetsRepaired: undefined,
    freezeCount: undefined,
    freezeMs: undefined,
    isHardware: undefined,
    path: undefined,
    audio: undefined,
  });

  it('exist after a second and cover the last one', () => {
    const meter = new StatsMeter();
    meter.note(report(1, 0));
    expect(meter.stats).toBeUndefined();
    meter.note(report(2, 0));
    meter.note(report(3, 10));
    expect(meter.stats).toMatchObject({ framesPerSecond: 25, bitrateBps: 800_000, lossRate: 0.1 });
    expect(meter.stats?.delayMs).toBeCloseTo(20);
  });

  it('report no negative loss after a late packet', () => {
    const meter = new StatsMeter();
    meter.note(report(1, 4));
    meter.note(report(2, 3));
    expect(meter.stats?.lossRate).toBe(0);
  });
});
