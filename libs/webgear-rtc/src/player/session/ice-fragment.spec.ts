import { describe, expect, it } from '@jest/globals';
import { iceFragmentOf, withIceOf } from './ice-fragment.js';

const lines = (...each: readonly string[]): string => `${each.join('\r\n')}\r\n`;

describe('an ICE restart', () => {
  it('sends the credentials of the first section', () => {
    const section = ['m=video 9 UDP/TLS/RTP/SAVPF 96', 'a=ice-ufrag:new', 'a=ice-pwd:password', 'a=mid:0'];
    expect(iceFragmentOf(lines('v=0', ...section, ...section))).toBe(
      lines('a=ice-ufrag:new', 'a=ice-pwd:password'),
    );
  });

  it('replaces the ICE half of each section of the answer, and nothing else', () => {
    const answer = (ufrag: string, password: string, candidate: string): string =>
      lines(
        'v=0',
        'a=ice-lite',
        ...['m=video 4000 UDP/TLS/RTP/SAVPF 96', 'm=audio 4000 UDP/TLS/RTP/SAVPF 111'].flatMap((media) => [
          media,
          `a=ice-ufrag:${ufrag}`,
          `a=ice-pwd:${password}`,
          `a=candidate:${candidate}`,
          'a=fingerprint:sha-256 AA',
        ]),
      );
    const fragment =
      'a=ice-lite\na=ice-ufrag:n$1\na=ice-pwd:n+2\na=mid:0\na=candidate:9 b\na=end-of-candidates\n';
    expect(withIceOf(fragment, answer('old', 'secret', '1 a'))).toBe(answer('n$1', 'n+2', '9 b'));
  });
});
