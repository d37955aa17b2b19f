import { beforeEach, describe, expect, test } from '@jest/globals';
import type { SegmentedSend } from '../native/native-gso-socket.js';
import type { UdpRoute } from './udp-route.js';
import { GsoSocket, GsoRoute } from './gso-route.js';

describe('the way with one call for many packets', () => {
  let result: SegmentedSend;
  let calls: [to: string, packets: string, packetBytes: number][];
  let byDatagram: Buffer[];
  let gsoSocket: GsoSocket;
  let route: GsoRoute;
  let to: { address: string; port: number };
  let nowMs = 0;

  beforeEach(() => {
    [result, calls, byDatagram] = ['sent', [], []];
    to = { address: '192.0.2.7', port: 0x1234 };
    const send = (target: Buffer, packets: Buffer, packetBytes: number): SegmentedSend => {
      calls.push([target.toString('hex'), packets.toString('latin1'), packetBytes]);
      return result;
    };
    gsoSocket = new GsoSocket({ send }, () => nowMs);
    const datagrams = {
      writable: true,
      reserve: (bytes: number) => Buffer.alloc(bytes),
      send: (packets: Buffer) => byDatagram.push(packets) > 0,
    };
    route = new GsoRoute(gsoSocket, datagrams as unknown as UdpRoute, () => to);
  });

  const send = (text: string): boolean => {
    const packets = route.reserve(text.length);
    packets.write(text, 'latin1');
    return route.send(packets, 4);
  };

  test('hands over all packets with the address in network order', () => {
    expect(send('packets')).toBe(true);
    expect(calls).toEqual([['c00002071234', 'packets', 4]]);
    expect(route.sending).toBe('udp-gso');
  });

  test('is not writable for a moment when the socket is full, and only for that', () => {
    result = 'full';
    expect(send('packets')).toBe(false);
    expect(route.writable).toBe(false);
    expect(byDatagram).toEqual([]);
    nowMs += 1;
    expect(route.writable).toBe(true);
  });

  test('goes packet by packet where the path takes no such calls, in memory that stays as it is', () => {
    result = 'refused';
    expect(send('packets')).toBe(true);
    expect(route.sending).toBe('dgram');
    gsoSocket.memory.fill(0);
    expect(byDatagram.map(String)).toEqual(['packets']);
    send('more');
    expect(calls).toHaveLength(1);
    expect(byDatagram.map(String)).toEqual(['packets', 'more']);
  });

  test('tries again where the viewer is somewhere else, not where it only said so again', () => {
    result = 'refused';
    send('packets');
    result = 'sent';
    to = { ...to };
    send('again');
    expect(calls).toHaveLength(1);
    to = { ...to, port: 5 };
    send('elsewhere');
    expect(calls).toHaveLength(2);
    expect(route.sending).toBe('udp-gso');
  });

  test('sends nothing through a socket that is being closed', () => {
    gsoSocket.close();
    expect(send('packets')).toBe(true);
    expect(calls).toEqual([]);
  });
});
