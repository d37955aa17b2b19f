import { describe, expect, it } from '@jest/globals';
import { iceFragmentOf, withIceOf } from './ice-fragment.js';

const lines = (...each: readonly string[]): string => `${each.join('\r\n')}\r\n`;

describe('an ICE restart', () => {
  it('sends the ICE half of the first section', () => {
    const section = (kind: string, mid: string): string[] => [
      `m=${kind} 9 UDP/TLS/RTP/SAVPF 96`,
      'a=candidate:1 1 udp 1 192.0.2.1 4000 typ relay',
      'a=ice-ufrag:new',
      'a=ice-pwd:password',
      'a=ice-options:trickle',
      'a=fingerprint:sha-256 AA',
      `a=mid:${mid}`,
    ];
    expect(iceFragmentOf(lines('v=0', ...section('video', '0'), ...section('audio', '1')))).toBe(
      lines(...section('video', '0').filter((line) => !/options|fingerprint/.test(line))),
    );
  });

  it('replaces the ICE half of each section of the answer, and nothing else', () => {
    const answer = (ufrag: string, password: string, candidate: string): string =>
      lines(
        'v=0',
        'a=ice-lite',
        'm=video 4000 UDP/TLS/RTP/SAVPF 96',
        `a=candidate:${candidate}`,
        `a=ice-ufrag:${ufrag}`,
        `a=ice-pwd:${password}`,
        'a=fingerprint:sha-256 AA',
        'm=audio 4000 UDP/TLS/RTP/SAVPF 111',
        `a=ice-ufrag:${ufrag}`,
        `a=ice-pwd:${password}`,
      );
    const fragment =
      'a=ice-lite\na=ice-ufrag:n$1\na=ice-pwd:n+2\na=mid:0\na=candidate:9 b\na=end-of-candidates\n';
    expect(withIceOf(fragment, answer('old', 'secret', '1 a'))).toBe(answer('n$1', 'n+2', '9 b'));
  });
});
