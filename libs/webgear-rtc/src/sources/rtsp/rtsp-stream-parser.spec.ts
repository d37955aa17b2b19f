import { describe, expect, test } from '@jest/globals';
import { interleaved } from '../../testing/rtsp-camera.js';
import { RtspStreamParser, RtspSyntaxError } from './rtsp-stream-parser.js';

function parser(): { readonly out: string[]; readonly parser: RtspStreamParser } {
  const out: string[] = [];
  return {
    out,
    parser: new RtspStreamParser({
      onResponse: ({ status, headers, body }) =>
        out.push(`${status} ${headers.get('cseq')} ${body.toString()}`),
      onRequest: ({ method, headers }) => out.push(`${method} ${headers.get('cseq')}`),
      onPacket: (channel, packet) => out.push(`${channel}:${packet.toString('hex')}`),
      isKnownChannel: (channel) => channel < 2,
    }),
  };
}

const answer = 'RTSP/1.0 200 OK\r\ncSeQ: 4\r\nContent-Length: 5\r\n\r\nhello';
const packet = interleaved(1, Buffer.from('8060', 'hex'));

describe('what an RTSP server sends', () => {
  test.each([1, 2, 3, 7, 50, 1000])('is split alike in chunks of %d bytes', (size) => {
    const { out, parser: parsing } = parser();
    const request = 'OPTIONS rtsp://h/ RTSP/1.0\r\nCSeq: 9\r\n\r\n';
    const all = Buffer.concat([packet, Buffer.from(`\r\n${answer}${request}`), packet, packet]);
    // One memory for all, as of a socket.
    const memory = Buffer.alloc(1000);
    for (let at = 0; at < all.length; at += size)
      parsing.push(memory.subarray(0, all.copy(memory, 0, at, at + size)));
    expect(out).toEqual(['1:8060', '200 4 hello', 'OPTIONS 9', '1:8060', '1:8060']);
  });

  test('is read on at the next packet or answer behind what means nothing', () => {
    const { out, parser: parsing } = parser();
    parsing.push(Buffer.concat([Buffer.from([1, 2, 0x24, 77, 0x24]), packet]));
    parsing.push(Buffer.from(`no RTSP at all\r\n\r\n${answer}`));
    expect(out).toEqual(['1:8060', '200 4 hello']);
  });

  test.each<[what: string, chunk: Buffer, count: number]>([
    ['a header without end', Buffer.from(`RTSP/1.0 200 OK\r\nX: ${'x'.repeat(1000)}`), 100],
    ['a body that is too long', Buffer.from('RTSP/1.0 200 OK\r\nContent-Length: 300000\r\n\r\n'), 1],
    ['nothing that is RTSP', Buffer.alloc(65_536, 1), 20],
  ])('is given up for %s', (_what, chunk, count) => {
    const { parser: parsing } = parser();
    expect(() => {
      for (let index = 0; index < count; index++) parsing.push(chunk);
    }).toThrow(RtspSyntaxError);
  });
});
