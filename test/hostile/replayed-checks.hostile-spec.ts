import { connect } from 'node:net';
import { once } from 'node:events';
import { afterAll, afterEach, beforeEach, describe, expect, test } from '@jest/globals';
import { cleanup } from 'node-datachannel';
import { nominatingCheck } from './support/forgeries.js';
import { Stranger } from './support/stranger.js';
import { entrances, WatchedServer } from './support/watched-server.js';

const bindingRequest = 0x0001;
const isCheck = (datagram: Buffer): boolean =>
  datagram.length >= 20 && datagram.readUInt16BE(0) === bindingRequest;
const isMedia = ([first = 0]: Buffer): boolean => first >= 128 && first <= 191;

afterAll(() => {
  // Ends the threads of the library, which would keep the process up.
  cleanup();
});

describe.each(entrances)('checks of a viewer of %s, sent from another address,', (_name, entrance) => {
  let server: WatchedServer;
  const checks: Buffer[] = [];

  beforeEach(async () => {
    checks.length = 0;
    server = await WatchedServer.start(entrance);
    server.path.onPass = (direction, datagram) => {
      if (direction === 'up' && isCheck(datagram)) checks.push(Buffer.from(datagram));
      return datagram;
    };
    await server.offer();
    await server.frames(5);
  }, 60_000);

  afterEach(async () => {
    await server?.[Symbol.asyncDispose]();
  });

  test('move nothing and are not answered', async () => {
    using stranger = await Stranger.open(server);
    expect(checks.length).toBeGreaterThan(0);
    for (let round = 0; round < 10; round++) {
      stranger.send(...checks);
      await server.frames(5);
    }
    expect(stranger.receivedBytes).toBe(0);
    expect(server.peer?.state).toBe('connected');
  }, 60_000);

  test('over TCP move nothing and are not answered', async () => {
    const socket = connect(server.port, server.address);
    let receivedBytes = 0;
    socket.on('data', ({ length }) => (receivedBytes += length));
    socket.on('error', () => undefined);
    const closed = once(socket, 'close');
    for (const check of checks) {
      const length = Buffer.alloc(2);
      length.writeUInt16BE(check.length);
      socket.write(Buffer.concat([length, check]));
    }
    await server.frames(30);
    await closed;
    expect(receivedBytes).toBe(0);
  }, 60_000);

  test('that never arrived themselves get an answer and a question, but no media', async () => {
    using stranger = await Stranger.open(server);
    // As if it had been taken from the viewer on its way: nobody else can sign one.
    const check = nominatingCheck(server.usernameFragment, server.password);
    stranger.send(check);
    await server.frames(60);
    expect(stranger.receivedBytes).toBeGreaterThan(0);
    expect(stranger.receivedBytes).toBeLessThanOrEqual(4 * check.length);
    expect(server.peer?.state).toBe('connected');
  }, 60_000);

  test('by its own router from another port move the media at once', async () => {
    let firstCheckAtMs = 0;
    let firstMediaAtMs = 0;
    server.path.rebind();
    server.path.onPass = (direction, datagram) => {
      if (direction === 'up' && isCheck(datagram)) firstCheckAtMs ||= performance.now();
      if (direction === 'down' && isMedia(datagram)) firstMediaAtMs ||= performance.now();
      return datagram;
    };
    await server.frames(30);
    expect(firstCheckAtMs).toBeGreaterThan(0);
    expect(firstMediaAtMs - firstCheckAtMs).toBeLessThan(2000);
    expect(server.peer?.state).toBe('connected');
  }, 60_000);
});
