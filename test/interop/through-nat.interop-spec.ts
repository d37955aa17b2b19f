import { createHmac } from 'node:crypto';
import dgram, { createSocket, type Socket } from 'node:dgram';
import dns from 'node:dns';
import { once } from 'node:events';
import { afterAll, afterEach, beforeAll, beforeEach, describe, expect, jest, test } from '@jest/globals';
import { cleanup, type IceServer } from 'node-datachannel';
import type { RegistrationSettings, WebGearRtcOptions } from 'nestjs-webgear-rtc';
import { HostApp } from '../e2e/support/host-app.js';
import { decodeFrames } from '../support/decode-frames.js';
import { LibDataChannelViewer } from '../support/libdatachannel-viewer.js';
import { postOffer } from '../support/post-offer.js';
import { TurnServer } from '../support/turn-server.js';

// Ends the threads of the library, which would keep the process up.
afterAll(() => cleanup());

/** Watches until a decoder has taken some frames, and says how the server sent them. */
async function watch(
  host: HostApp,
  viewer: LibDataChannelViewer,
  isGathered = true,
): Promise<string | undefined> {
  const offer = (sdp: string): string => (isGathered ? sdp : sdp.replaceAll(/^a=candidate:.*\r\n/gm, ''));
  await viewer.connect((sdp) => postOffer(host.url, offer(sdp)));
  const frames = await viewer.waitForFrames(15);
  expect(decodeFrames(viewer.codec, frames).frames).toBe(frames.length);
  return host.service.peers.find(({ state }) => state === 'connected')?.transport?.send;
}

describe('through a relay', () => {
  let turn: TurnServer;

  beforeAll(async () => {
    turn = await TurnServer.start();
  }, 30_000);

  afterAll(async () => {
    await turn?.[Symbol.asyncDispose]();
  });

  const account = (): { username: string; credential: string } => {
    const { username, credential } = turn;
    return { username, credential };
  };
  const viewersOwn = (): IceServer => ({
    hostname: '127.0.0.1',
    port: turn.port,
    username: turn.username,
    password: turn.credential,
    relayType: 'TurnUdp',
  });

  test.each([
    ['its own', 'all', 0, true, 'udp', /^(udp-gso|dgram)$/, 'vp8'],
    ['the server’s', 'relay', 0, false, 'udp', /^turn$/, 'h264'],
    ['the server’s, over TCP', 'relay', 0, false, 'tcp', /^turn$/, 'vp8'],
    ['both', 'relay', 0, true, 'udp', /^turn$/, 'vp8'],
    ['the server’s, from a thread', 'relay', 1, false, 'udp', /^turn$/, 'h264'],
  ] as const)(
    '%s, a viewer gets frames that a decoder takes',
    async (_whose, iceTransportPolicy, threads, isBehindOwn, transport, sending, codec) => {
      const iceServers = [{ urls: turn.url(transport), ...account() }];
      await using host = await HostApp.start({
        source: 'test:bars2',
        iceServers,
        iceTransportPolicy,
        threads,
      });
      using viewer = new LibDataChannelViewer(
        codec,
        isBehindOwn ? { iceServers: [viewersOwn()], iceTransportPolicy: 'relay' } : { iceServers: [] },
      );
      expect(await watch(host, viewer)).toMatch(sending);
    },
    60_000,
  );

  test.each([false, true])(
    'of which it says nothing in its offer, a viewer gets frames, behind a relay of its own: %s',
    async (isBehindOwn) => {
      const iceServers = [{ urls: turn.url('udp'), ...account() }];
      await using host = await HostApp.start({
        source: 'test:bars2',
        iceServers,
        iceTransportPolicy: 'relay',
      });
      using viewer = new LibDataChannelViewer(
        'vp8',
        isBehindOwn ? { iceServers: [viewersOwn()], iceTransportPolicy: 'relay' } : { iceServers: [] },
      );
      expect(await watch(host, viewer, false)).toBe('turn');
    },
    60_000,
  );

  test('with a secret in place of an account, a viewer gets frames, and none once the account has ended', async () => {
    const secret = 'of the operator';
    await using relay = await TurnServer.start(secret);
    const iceServers = [{ urls: relay.url('udp'), secret, ttlSeconds: 60 }];
    await using host = await HostApp.start({ source: 'test:bars2', iceServers, iceTransportPolicy: 'relay' });
    const listed = await fetch(new URL('ice-servers', host.url));
    const [server] = ((await listed.json()) as { iceServers: { username: string; credential: string }[] })
      .iceServers;
    const { username = '', credential: password = '' } = server ?? {};
    const own = { hostname: '127.0.0.1', port: relay.port, relayType: 'TurnUdp' } as const;
    using viewer = new LibDataChannelViewer('vp8', {
      iceServers: [{ ...own, username, password }],
      iceTransportPolicy: 'relay',
    });
    expect(await watch(host, viewer)).toBe('turn');
    // As it is in a minute: an account of a time that is over, made with the same secret.
    const ended = `${Math.floor(Date.now() / 1000) - 1}:late`;
    const made = createHmac('sha1', secret).update(ended).digest('base64');
    using late = new LibDataChannelViewer('vp8', {
      iceServers: [{ ...own, username: ended, password: made }],
      iceTransportPolicy: 'relay',
    });
    const given = /ALLOCATE processed, success/;
    const before = relay.count(given);
    // Resolves when it has got all the candidates it gets.
    await late.connect((sdp) => postOffer(host.url, sdp));
    // The server's own, and none for the viewer.
    await relay.untilCount(given, before + 1, 10_000);
    await relay.untilCount(/Cannot find credentials of user <\d+:late>/, 1, 10_000);
    // The server's and the viewer's; a busy machine repeats one.
    expect(before).toBeGreaterThanOrEqual(2);
    expect(relay.count(given)).toBe(before + 1);
  }, 60_000);

  test('that was used, nothing is kept at its server', async () => {
    const iceServers = [{ urls: turn.url('udp'), ...account() }];
    const given = turn.count(/ALLOCATE processed, success/);
    const takenBack = turn.count(/refreshed.*lifetime=0/);
    {
      await using host = await HostApp.start({
        source: 'test:bars2',
        iceServers,
        iceTransportPolicy: 'relay',
      });
      using viewer = new LibDataChannelViewer('vp8', { iceServers: [] });
      await watch(host, viewer);
    }
    expect(turn.count(/ALLOCATE processed, success/)).toBe(given + 1);
    await turn.untilCount(/refreshed.*lifetime=0/, takenBack + 1, 10_000);
  }, 60_000);
});

/** A socket that stands in for a server, and counts what it hears. */
class StandIn implements AsyncDisposable {
  heard = 0;

  private constructor(private readonly socket: Socket) {
    socket.on('message', () => this.heard++);
  }

  static async open(): Promise<StandIn> {
    const socket = createSocket('udp4');
    socket.bind(0, '127.0.0.1');
    await once(socket, 'listening');
    return new StandIn(socket);
  }

  get urls(): string {
    return `stun:127.0.0.1:${this.socket.address().port}`;
  }

  async [Symbol.asyncDispose](): Promise<void> {
    const closed = once(this.socket, 'close');
    this.socket.close();
    await closed;
  }
}

describe('a STUN server', () => {
  /** Where this process sends datagrams, and which names it looks up. */
  let asked: Set<unknown>;
  let stun: StandIn;

  beforeEach(async () => {
    asked = new Set();
    stun = await StandIn.open();
    const send = dgram.Socket.prototype.send;
    jest.spyOn(dgram.Socket.prototype, 'send').mockImplementation(function (
      this: Socket,
      ...words: unknown[]
    ) {
      asked.add(words.slice(1).find((word) => typeof word === 'string'));
      Reflect.apply(send, this, words);
    });
    const lookup = dns.promises.lookup;
    jest.spyOn(dns.promises, 'lookup').mockImplementation((async (name: string, ...words: unknown[]) => {
      asked.add(name);
      return Reflect.apply(lookup, dns.promises, [name, ...words]);
    }) as typeof lookup);
  });

  afterEach(async () => {
    jest.restoreAllMocks();
    await stun[Symbol.asyncDispose]();
  });

  test('that does not answer holds nobody up for long, and they see the video', async () => {
    await using host = await HostApp.start({ source: 'test:bars2', iceServers: [{ urls: stun.urls }] });
    using viewer = new LibDataChannelViewer('vp8');
    let answeredMs = 0;
    await viewer.connect(async (sdp) => {
      const startedAtMs = performance.now();
      const answer = await postOffer(host.url, sdp);
      answeredMs = performance.now() - startedAtMs;
      return answer;
    });
    expect(answeredMs).toBeGreaterThan(1500);
    expect(answeredMs).toBeLessThan(6000);
    const frames = await viewer.waitForFrames(15);
    expect(decodeFrames('vp8', frames).frames).toBe(frames.length);
    expect(stun.heard).toBeGreaterThan(1);
  }, 60_000);

  test.each<[string, () => RegistrationSettings]>([
    ['no server is named', () => ({})],
    // Without one for this purpose, the agent would ask one of its author's choice.
    [
      'a TURN server is',
      () => ({
        iceServers: [{ urls: 'turn:127.0.0.1:9?transport=tcp', username: 'viewer', credential: 'secret' }],
      }),
    ],
  ])(
    'is asked by nobody where %s',
    async (_what, options) => {
      await using host = await HostApp.start({ ...options(), source: 'test:bars2' } as WebGearRtcOptions);
      using viewer = new LibDataChannelViewer('vp8');
      await watch(host, viewer);
      expect([...asked]).toEqual(['127.0.0.1']);
      expect(stun.heard).toBe(0);
    },
    60_000,
  );
});
