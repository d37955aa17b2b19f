import { createServer, Socket, type AddressInfo } from 'node:net';
import { once } from 'node:events';
import { afterEach, beforeEach, describe, expect, test } from '@jest/globals';
import { classes, Message, methods, parseMessage } from 'werift';
import type { RemoteAddress } from '../remote-address.js';
import type { MuxedConnection } from '../mux-table.js';
import { UdpMux } from '../udp-mux.js';
import { DatagramSplitter, joinDatagrams } from './datagram-splitter.js';
import { until } from '../../../testing/until.js';

const clientHello = Buffer.from('16feff0000000000000000000401000000', 'hex');

class RecordingSession implements MuxedConnection {
  readonly usernameFragment = 'session-1';
  readonly password = 'a password of ours';
  readonly datagrams: string[] = [];
  path: RemoteAddress | undefined;

  handleBinding(from: RemoteAddress): void {
    this.path = from;
  }

  handleDatagram(datagram: Buffer): void {
    this.datagrams.push(datagram.toString('hex'));
  }
}

describe('the TCP port', () => {
  let port: UdpMux;
  let session: RecordingSession;
  let sockets: Socket[];

  beforeEach(async () => {
    port = await UdpMux.bind('127.0.0.1', 0, { tcp: true });
    session = new RecordingSession();
    port.register(session);
    sockets = [];
  });

  afterEach(async () => {
    for (const socket of sockets) socket.destroy();
    await port.close();
  });

  async function connect(): Promise<Socket> {
    const socket = new Socket();
    sockets.push(socket);
    socket.on('error', () => undefined);
    socket.connect(port.number, '127.0.0.1');
    await once(socket, 'connect');
    return socket;
  }

  function check(password = session.password): Buffer {
    return new Message(methods.BINDING, classes.REQUEST)
      .setAttribute('USERNAME', `${session.usernameFragment}:theirs`)
      .addMessageIntegrity(Buffer.from(password))
      .addFingerprint().bytes;
  }

  async function receive(socket: Socket, count: number): Promise<Buffer[]> {
    const splitter = new DatagramSplitter();
    const got: Buffer[] = [];
    while (got.length < count) {
      const [bytes] = (await once(socket, 'data')) as [Buffer];
      got.push(...(splitter.push(bytes, 65_535) ?? []));
    }
    return got;
  }

  const closed = (socket: Socket): Promise<unknown> =>
    socket.destroyed ? Promise.resolve() : once(socket, 'close');

  const eventually = (isSo: () => boolean): Promise<void> => until('the port to do so', isSo);

  test('has the number of the UDP port, takes a viewer by its check and answers it', async () => {
    const viewer = await connect();
    const answer = receive(viewer, 1);
    viewer.write(joinDatagrams([check(), clientHello]));
    const [response] = await answer;
    expect(parseMessage(response ?? Buffer.alloc(0))?.messageClass).toBe(classes.RESPONSE);
    await eventually(() => session.datagrams.length > 0);
    expect(session.datagrams).toEqual([clientHello.toString('hex')]);
    expect(session.path?.port).toBe(viewer.localPort);
  });

  test('carries media and messages to where the viewer is', async () => {
    const viewer = await connect();
    viewer.write(joinDatagrams([check()]));
    await receive(viewer, 1);
    const got = receive(viewer, 4);
    const route = port.route(() => session.path);
    const packets = route.reserve(25);
    packets.fill(1, 0, 10).fill(2, 10, 20).fill(3, 20);
    expect(route.sending).toBe('tcp');
    expect(route.send(packets, 10)).toBe(true);
    packets.fill(9);
    if (session.path !== undefined) port.send(clientHello, session.path);
    expect((await got).map((datagram) => datagram.toString('hex'))).toEqual([
      '01'.repeat(10),
      '02'.repeat(10),
      '03'.repeat(5),
      clientHello.toString('hex'),
    ]);
  });

  test.each([
    ['a guess of the password', () => joinDatagrams([check('a guess')])],
    ['anything but a check', () => joinDatagrams([clientHello])],
    ['another protocol', () => Buffer.from('GET / HTTP/1.1\r\nHost: there\r\n\r\n')],
  ])('hangs up on %s', async (_, words) => {
    const stranger = await connect();
    stranger.write(words());
    await closed(stranger);
    expect(session.path).toBeUndefined();
    expect(session.datagrams).toEqual([]);
  });

  test('says that nothing more can be sent to who does not read', async () => {
    const viewer = await connect();
    viewer.write(joinDatagrams([check()]));
    await receive(viewer, 1);
    viewer.pause();
    const route = port.route(() => session.path);
    for (let sent = 0; route.writable && sent < 10_000; sent++)
      route.send(route.reserve(10_000).fill(1), 1000);
    expect(route.writable).toBe(false);
  });

  test('hangs up on a viewer whose session is over, after its last words', async () => {
    const viewer = await connect();
    viewer.write(joinDatagrams([check()]));
    await receive(viewer, 1);
    const lastWords = receive(viewer, 1);
    if (session.path !== undefined) port.send(clientHello, session.path);
    port.unregister(session);
    expect((await lastWords)[0]).toEqual(clientHello);
    viewer.resume();
    await closed(viewer);
    expect(session.path?.stream?.writable).toBe(false);
  });

  test('ends with everything it holds', async () => {
    const [viewer, stranger] = [await connect(), await connect()];
    viewer.write(joinDatagrams([check()]));
    await receive(viewer, 1);
    for (const socket of [viewer, stranger]) socket.resume();
    await port.close();
    await Promise.all([closed(viewer), closed(stranger)]);
    expect(port.hasTcp).toBe(true);
  });

  test('is not there when something else has the number, and viewers have UDP alone', async () => {
    const other = createServer();
    other.listen(0, '127.0.0.1');
    await once(other, 'listening');
    const second = await UdpMux.bind('127.0.0.1', (other.address() as AddressInfo).port, { tcp: true });
    expect(second.hasTcp).toBe(false);
    await second.close();
    other.close();
  });
});
