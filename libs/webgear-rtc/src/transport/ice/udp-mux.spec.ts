import { createSocket, type Socket } from 'node:dgram';
import { once } from 'node:events';
import { afterEach, beforeEach, describe, expect, test } from '@jest/globals';
import { classes, Message, methods, parseMessage } from 'werift';
import type { RemoteAddress } from './remote-address.js';
import type { MuxedConnection } from './mux-table.js';
import { UdpMux } from './udp-mux.js';

class RecordingSession implements MuxedConnection {
  password = 'a password of ours';
  readonly bindings: [port: number, nominated: boolean][] = [];
  readonly datagrams: string[] = [];

  constructor(public usernameFragment: string) {}

  handleBinding(from: RemoteAddress, nominated: boolean): void {
    this.bindings.push([from.port, nominated]);
  }

  handleDatagram(datagram: Buffer): void {
    this.datagrams.push(datagram.toString('hex'));
  }
}

/** A browser's end, on a port of its own. */
class Remote {
  private constructor(
    private readonly socket: Socket,
    private readonly to: number,
  ) {}

  static async open(to: number): Promise<Remote> {
    const socket = createSocket('udp4');
    socket.bind(0, '127.0.0.1');
    await once(socket, 'listening');
    sockets.push(socket);
    return new Remote(socket, to);
  }

  get port(): number {
    return this.socket.address().port;
  }

  send(datagram: Buffer): void {
    this.socket.send(datagram, this.to, '127.0.0.1');
  }

  /** The next so many datagrams. */
  receive(count: number): Promise<string[]> {
    const received: string[] = [];
    return new Promise((resolve, reject) => {
      const giveUp = setTimeout(() => reject(new Error(`${received.length} of ${count} came`)), 5_000);
      this.socket.on('message', (datagram) => {
        if (received.push(datagram.toString('latin1')) < count) return;
        clearTimeout(giveUp);
        resolve(received);
      });
    });
  }

  /** Sends a check and resolves with the next message that comes, whatever it answers. */
  async check(session: MuxedConnection, password = session.password): Promise<Message | undefined> {
    const answer = once(this.socket, 'message') as Promise<[Buffer]>;
    this.send(bindingRequest(session.usernameFragment, password).bytes);
    const [datagram] = await answer;
    return parseMessage(datagram);
  }
}

function bindingRequest(usernameFragment: string, password: string, nominated = false): Message {
  const request = new Message(methods.BINDING, classes.REQUEST).setAttribute(
    'USERNAME',
    `${usernameFragment}:theirs`,
  );
  if (nominated) request.setAttribute('USE-CANDIDATE', null);
  return request.addMessageIntegrity(Buffer.from(password)).addFingerprint();
}

const clientHello = Buffer.from('16feff0000000000000000000401000000', 'hex');
let sockets: Socket[] = [];
let port: UdpMux;
let session: RecordingSession;

beforeEach(async () => {
  port = await UdpMux.bind('127.0.0.1', 0);
  session = new RecordingSession('session-1');
  port.register(session);
});

afterEach(async () => {
  for (const socket of sockets) socket.close();
  sockets = [];
  await port.close();
});

/** Datagrams of one socket arrive in order: once this is answered, all sent before has been looked at. */
async function settle(): Promise<void> {
  const other = new RecordingSession('settle');
  port.register(other);
  await (await Remote.open(port.number)).check(other);
  port.unregister(other);
}

describe('the shared port', () => {
  test('brings datagrams to the session whose check came from their address', async () => {
    const second = new RecordingSession('session-2');
    port.register(second);
    const [one, two] = [await Remote.open(port.number), await Remote.open(port.number)];
    await one.check(session);
    await two.check(second);
    one.send(clientHello);
    two.send(Buffer.from([0x80, 1]));
    await settle();
    expect(session.datagrams).toEqual([clientHello.toString('hex')]);
    expect(second.datagrams).toEqual(['8001']);
    expect(session.bindings).toEqual([[one.port, false]]);
  });

  test('takes checks under new credentials alone after a restart, and datagrams from addresses known before', async () => {
    const viewer = await Remote.open(port.number);
    await viewer.check(session);
    const former = bindingRequest(session.usernameFragment, session.password).bytes;
    [session.usernameFragment, session.password] = ['session-2', 'another password'];
    port.rename(session, 'session-1');
    viewer.send(former);
    viewer.send(clientHello);
    await settle();
    expect(session.bindings).toHaveLength(1);
    expect((await viewer.check(session))?.messageClass).toBe(classes.RESPONSE);
    expect(session.bindings).toHaveLength(2);
    expect(session.datagrams).toEqual([clientHello.toString('hex')]);
    port.unregister(session);
    viewer.send(clientHello);
    viewer.send(bindingRequest('session-2', 'another password').bytes);
    await settle();
    expect([session.bindings.length, session.datagrams.length]).toEqual([2, 1]);
  });

  test('takes checks under the credentials before a restart while the session keeps them, and none as a choice', async () => {
    const first = await Remote.open(port.number);
    const former = new RecordingSession(session.usernameFragment);
    former.password = session.password;
    Object.assign(session, { usernameFragment: 'newer', password: 'another', formerIce: former });
    port.rename(session, former.usernameFragment);
    const nominating = bindingRequest(former.usernameFragment, former.password, true).bytes;
    first.send(nominating);
    await first.receive(1);
    expect(session.bindings).toEqual([[first.port, false]]);
    // Those before are gone with the next restart.
    Object.assign(session, {
      usernameFragment: 'newest',
      formerIce: { ...former, usernameFragment: 'newer' },
    });
    port.rename(session, 'newer');
    first.send(nominating);
    await first.check(session);
    expect(session.bindings).toEqual([
      [first.port, false],
      [first.port, false],
    ]);
    port.unregister(session);
    expect(port['directory']['registrations'].size).toBe(0);
  });

  test('drops what comes from an address without a verified check', async () => {
    const [viewer, stranger] = [await Remote.open(port.number), await Remote.open(port.number)];
    await viewer.check(session);
    stranger.send(clientHello);
    stranger.send(bindingRequest(session.usernameFragment, 'a guess').bytes);
    stranger.send(bindingRequest('nobody', session.password).bytes);
    stranger.send(Buffer.alloc(0));
    await settle();
    expect(session.datagrams).toEqual([]);
    expect(session.bindings).toEqual([[viewer.port, false]]);
    expect(port.datagramsDropped).toBe(4);
  });

  test('is not moved by 300 forged sources', async () => {
    const viewer = await Remote.open(port.number);
    await viewer.check(session);
    for (let source = 0; source < 300; source++) {
      const forger = await Remote.open(port.number);
      forger.send(bindingRequest(session.usernameFragment, 'a guess').bytes);
      forger.send(clientHello);
      if (source % 50 === 49) await settle();
    }
    await settle();
    viewer.send(clientHello);
    await settle();
    expect(port.datagramsDropped).toBe(600);
    expect(session.bindings).toHaveLength(1);
    expect(session.datagrams).toHaveLength(1);
  });

  test('takes thirty-two addresses for one session and not one more', async () => {
    for (let address = 0; address < 32; address++) await (await Remote.open(port.number)).check(session);
    const another = await Remote.open(port.number);
    another.send(bindingRequest(session.usernameFragment, session.password).bytes);
    another.send(clientHello);
    await settle();
    expect(session.bindings).toHaveLength(32);
    expect(session.datagrams).toEqual([]);
  });

  test('gives an address to the session that proved it last', async () => {
    const second = new RecordingSession('session-2');
    port.register(second);
    const remote = await Remote.open(port.number);
    await remote.check(session);
    await remote.check(second);
    port.unregister(session);
    remote.send(clientHello);
    await settle();
    expect(session.datagrams).toEqual([]);
    expect(second.datagrams).toHaveLength(1);
  });

  test('knows nothing of a session that is gone', async () => {
    const remote = await Remote.open(port.number);
    await remote.check(session);
    port.unregister(session);
    port.unregister(session);
    remote.send(clientHello);
    await settle();
    expect(session.datagrams).toEqual([]);
  });

  test('survives a check from port 0, where no answer can go', async () => {
    // No socket can send from there, a raw one can: so the datagram is handed to the handler itself.
    const { socket } = port as unknown as { socket: Socket };
    const datagram = bindingRequest(session.usernameFragment, session.password).bytes;
    socket.emit('message', datagram, {
      address: '127.0.0.1',
      family: 'IPv4',
      port: 0,
      size: datagram.length,
    });
    expect(session.bindings).toEqual([]);
    expect(port.datagramsDropped).toBe(1);
  });

  test('carries media to where a viewer is at the time, each packet by itself', async () => {
    const [first, second] = [await Remote.open(port.number), await Remote.open(port.number)];
    let to = { address: '127.0.0.1', port: first.port };
    const route = port.route(() => to);
    const send = (text: string, packetBytes: number): boolean => {
      const packets = route.reserve(text.length);
      packets.write(text, 'latin1');
      return route.send(packets, packetBytes);
    };
    const [atFirst, atSecond] = [first.receive(3), second.receive(1)];
    expect(send('one, two, three', 5)).toBe(true);
    to = { address: '127.0.0.1', port: second.port };
    expect(send('four', 5)).toBe(true);
    expect(await atFirst).toEqual(['one, ', 'two, ', 'three']);
    expect(await atSecond).toEqual(['four']);
    expect(route.writable).toBe(true);
  });

  test('sends on to the next viewer after one whose port is closed', async () => {
    port.send(Buffer.from('nobody listens'), { address: '127.0.0.1', port: 9 });
    const remote = await Remote.open(port.number);
    expect((await remote.check(session))?.messageClass).toBe(classes.RESPONSE);
  });
});

test('takes checks under new credentials alone after a restart, and datagrams from addresses known before', async () => {
  const viewer = await Remote.open(port.number);
  await viewer.check(session);
  const former = bindingRequest(session.usernameFragment, session.password).bytes;
  [session.usernameFragment, session.password] = ['session-2', 'another password'];
  port.rename(session, 'session-1');
  viewer.send(former);
  viewer.send(clientHello);
  const answer = await viewer.check(session);
  expect(answer?.messageClass).toBe(classes.RESPONSE);
  // Read in order: the check under the former name came first.
  expect(session.bindings).toHaveLength(2);
  expect(session.datagrams).toEqual([clientHello.toString('hex')]);
  port.unregister(session);
  viewer.send(clientHello);
  viewer.send(bindingRequest('session-2', 'another password').bytes);
  await new Promise((resolve) => setTimeout(resolve, 50));
  expect([session.bindings.length, session.datagrams.length]).toEqual([2, 1]);
});

test('a port that is taken says so', async () => {
  await expect(UdpMux.bind('127.0.0.1', port.number)).rejects.toMatchObject({
    code: 'WGR_UDP_PORT_UNAVAILABLE',
  });
});

test('a port is free again once it is closed', async () => {
  const other = await UdpMux.bind('127.0.0.1', 0);
  await other.close();
  const again = await UdpMux.bind('127.0.0.1', other.number);
  expect(again.number).toBe(other.number);
  await again.close();
});
