import { beforeEach, describe, expect, test } from '@jest/globals';
import type { SegmentedSend } from '../native/gso-socket.js';
import type { PacketSending } from '../../rtp/packet-route.interface.js';
import { DynamicRoute, type SharedSockets } from './dynamic-route.js';
import type { DatagramStream, RemoteAddress } from './remote-address.js';

/** Records what is sent, and keeps the memory that it was given. */
class RecordingSocket {
  readonly sending: PacketSending = 'dgram';
  readonly writable = true;
  readonly sent: [packets: Buffer, to: string][] = [];
  readonly memory = Buffer.alloc(64);

  reserve(bytes: number): Buffer {
    return this.memory.subarray(0, bytes);
  }

  send(packets: Buffer, _packetBytes: number, to: RemoteAddress): void {
    this.sent.push([packets, `${to.address} ${to.port}`]);
  }

  get texts(): string[] {
    return this.sent.map(([packets]) => packets.toString('latin1'));
  }
}

describe('the route to a peer', () => {
  let result: SegmentedSend;
  let calls: [to: string, packets: string, packetBytes: number][];
  let ipv4: RecordingSocket;
  let ipv6: RecordingSocket;
  let gso: NonNullable<SharedSockets['gso']>;
  let route: DynamicRoute;
  let to: RemoteAddress | undefined;

  beforeEach(() => {
    [result, calls] = ['sent', []];
    [ipv4, ipv6] = [new RecordingSocket(), new RecordingSocket()];
    to = { address: '192.0.2.7', port: 0x1234 };
    gso = {
      memory: Buffer.alloc(64),
      writable: true,
      send: (target, packets, packetBytes) => {
        calls.push([target.toString('hex'), packets.toString('latin1'), packetBytes]);
        return result;
      },
    };
    route = new DynamicRoute({ ipv4, ipv6, gso }, () => to);
  });

  const send = (text: string): boolean => {
    const packets = route.reserve(text.length);
    packets.write(text, 'latin1');
    return route.send(packets, 4);
  };

  test('sends all packets with one call, with the address in network order', () => {
    expect(send('packets')).toBe(true);
    expect(calls).toEqual([['c00002071234', 'packets', 4]]);
    expect(route.sending).toBe('udp-gso');
  });

  test('says so when the socket is full, and sends nothing by another', () => {
    result = 'full';
    expect(send('packets')).toBe(false);
    expect(ipv4.texts).toEqual([]);
  });

  test('goes packet by packet where the path takes no such calls, in memory that stays as it is', () => {
    result = 'refused';
    expect(send('packets')).toBe(true);
    expect(route.sending).toBe('dgram');
    gso.memory.fill(0);
    expect(ipv4.texts).toEqual(['packets']);
    send('more');
    expect(calls).toHaveLength(1);
    expect(ipv4.texts).toEqual(['packets', 'more']);
  });

  test('tries again where the viewer is somewhere else, not where it only said so again', () => {
    result = 'refused';
    send('packets');
    result = 'sent';
    to = { address: '192.0.2.7', port: 0x1234 };
    send('again');
    expect(calls).toHaveLength(1);
    to = { address: '192.0.2.7', port: 5 };
    send('elsewhere');
    expect(calls).toHaveLength(2);
    expect(route.sending).toBe('udp-gso');
  });

  test('uses the socket of the family, and its memory', () => {
    send('four');
    to = { address: '2001:db8::7', port: 5 };
    send('six');
    expect(ipv6.sent).toEqual([[ipv6.memory.subarray(0, 3), '2001:db8::7 5']]);
    expect([route.sending, ipv6.texts, calls.length]).toEqual(['dgram', ['six'], 1]);
    to = { address: '192.0.2.7', port: 0x1234 };
    send('four');
    expect(calls).toHaveLength(2);
  });

  test('goes through the stream of a pair that has one, cut into datagrams, and back', () => {
    const datagrams: string[] = [];
    const stream: DatagramStream = {
      sending: 'tcp',
      writable: false,
      send: (given) => datagrams.push(...given.map((datagram) => datagram.toString('latin1'))),
      close: () => undefined,
    };
    to = { address: '192.0.2.7', port: 5, stream };
    expect([route.sending, route.writable]).toEqual(['tcp', false]);
    expect(send('packets')).toBe(true);
    expect(datagrams).toEqual(['pack', 'ets']);
    to = { address: '192.0.2.7', port: 5 };
    expect([route.sending, route.writable]).toEqual(['udp-gso', true]);
    send('packets');
    expect(calls).toEqual([['c00002070005', 'packets', 4]]);
  });

  test('sends nothing before there is a pair', () => {
    to = undefined;
    expect(send('packets')).toBe(true);
    expect([calls, ipv4.sent]).toEqual([[], []]);
  });
});
