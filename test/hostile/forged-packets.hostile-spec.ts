import { randomBytes } from 'node:crypto';
import { afterAll, afterEach, beforeEach, describe, expect, test } from '@jest/globals';
import { cleanup } from 'node-datachannel';
import { eventually } from '../e2e/support/eventually.js';
import { clientHelloWithoutCipher, forgedChecks } from './support/forgeries.js';
import { Stranger } from './support/stranger.js';
import { entrances, WatchedServer } from './support/watched-server.js';

const isStun = (datagram: Buffer): boolean => (datagram[0] ?? 0) <= 3;
const isDtls = ([first = 0]: Buffer): boolean => first >= 20 && first <= 63;
const isSrtcp = ([first = 0]: Buffer): boolean => first >= 128 && first <= 191;

let server: WatchedServer;

afterAll(() => {
  // Ends the threads of the library, which would keep the process up.
  cleanup();
});

describe.each(entrances)('%s', (_name, entrance) => {
  beforeEach(async () => {
    server = await WatchedServer.start(entrance);
  }, 30_000);

  afterEach(async () => {
    await server?.[Symbol.asyncDispose]();
  });

  describe('while a viewer connects', () => {
    test('a foreign ClientHello does not keep it from connecting', async () => {
      const hello = clientHelloWithoutCipher();
      let greet: () => void = () => undefined;
      let sent = 0;
      // Before each step of the handshake.
      server.path.onPass = (_direction, datagram) => {
        greet();
        return datagram;
      };
      await server.offer();
      using stranger = await Stranger.open(server);
      greet = () => {
        stranger.send(hello);
        sent++;
      };
      greet();
      await server.frames(5);
      expect(sent).toBeGreaterThan(5);
      expect(stranger.receivedBytes).toBe(0);
    }, 60_000);

    test('another fingerprint in its offer, by one digit, ends its session', async () => {
      await server.offer((sdp) =>
        sdp.replace(/(a=fingerprint:sha-256 )(.)/, (_all, name: string, digit: string) => {
          return `${name}${digit === 'A' ? 'B' : 'A'}`;
        }),
      );
      await eventually(
        () => server.host.service.peers.length,
        (count) => count === 0,
        20_000,
      );
      expect(server.viewer.packets).toEqual([]);
    }, 60_000);
  });

  describe('while a viewer watches', () => {
    const sent: Buffer[] = [];

    beforeEach(async () => {
      sent.length = 0;
      server.path.onPass = (direction, datagram) => {
        if (direction === 'up') sent.push(Buffer.from(datagram));
        return datagram;
      };
      await server.offer();
      await server.frames(5);
    }, 60_000);

    test('a forged ClientHello does not end it, not even in its name', async () => {
      using stranger = await Stranger.open(server);
      const itsOwn = sent.filter(isDtls).slice(0, 1);
      expect(itsOwn).toHaveLength(1);
      for (const hello of [clientHelloWithoutCipher(), ...itsOwn]) {
        stranger.send(hello);
        server.path.forge(hello);
      }
      await server.frames(30);
      expect(server.peer?.state).toBe('connected');
      expect(stranger.receivedBytes).toBe(0);
    }, 60_000);

    test('a check without the password is not answered, and does not move the media', async () => {
      using stranger = await Stranger.open(server);
      stranger.send(...forgedChecks(server.usernameFragment));
      await server.frames(30);
      expect(stranger.receivedBytes).toBe(0);
    }, 60_000);

    test('300 forged sources get not one byte, and are no viewers', async () => {
      const strangers: Stranger[] = [];
      try {
        for (let source = 0; source < 300; source++) {
          const stranger = await Stranger.open(server);
          strangers.push(stranger);
          stranger.send(...forgedChecks(server.usernameFragment), clientHelloWithoutCipher());
        }
        await server.frames(30);
        expect(strangers.map(({ receivedBytes }) => receivedBytes)).toEqual(strangers.map(() => 0));
        expect(server.host.service.peers).toHaveLength(1);
      } finally {
        for (const stranger of strangers) stranger[Symbol.dispose]();
      }
    }, 60_000);

    test('what it sent, sent again from elsewhere, and noise change nothing', async () => {
      using stranger = await Stranger.open(server);
      server.viewer.requestKeyFrame();
      await eventually(
        () => server.peer?.keyFrameRequests,
        (count) => count === 1,
        20_000,
      );
      const before = server.peer;
      const copies = sent.filter((datagram) => !isStun(datagram));
      expect(copies.some(isDtls) && copies.some(isSrtcp)).toBe(true);
      stranger.send(...copies);
      for (let count = 0; count < 500; count++) stranger.send(randomBytes(40 + count));
      await server.frames(30);
      expect(stranger.receivedBytes).toBe(0);
      expect(server.peer).toMatchObject({
        state: 'connected',
        keyFrameRequests: before?.keyFrameRequests,
        packetsRetransmitted: before?.packetsRetransmitted,
      });
    }, 60_000);

    test('a report of its own that is sent again in its name is not heard', async () => {
      server.viewer.requestKeyFrame();
      await eventually(
        () => server.peer?.keyFrameRequests,
        (count) => count === 1,
        20_000,
      );
      for (const report of sent.filter(isSrtcp)) server.path.forge(report);
      await server.frames(30);
      expect(server.peer?.keyFrameRequests).toBe(1);
    }, 60_000);

    test('a report of which one bit is changed is not heard', async () => {
      let changed = 0;
      server.path.onPass = (direction, datagram) => {
        if (direction === 'down' || !isSrtcp(datagram)) return datagram;
        const copy = Buffer.from(datagram);
        copy.writeUInt8(copy.readUInt8(copy.length - 9) ^ 1, copy.length - 9);
        changed++;
        return copy;
      };
      server.viewer.requestKeyFrame();
      await server.frames(30);
      expect(changed).toBeGreaterThan(0);
      expect(server.peer?.keyFrameRequests).toBe(0);
      // As it is, it is heard.
      server.path.onPass = (_direction, datagram) => datagram;
      server.viewer.requestKeyFrame();
      await eventually(
        () => server.peer?.keyFrameRequests,
        (count) => count === 1,
        20_000,
      );
    }, 60_000);
  });
});
