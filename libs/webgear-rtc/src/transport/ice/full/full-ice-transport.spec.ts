import { createSocket, type RemoteInfo, type Socket } from 'node:dgram';
import { once } from 'node:events';
import { setTimeout as sleep } from 'node:timers/promises';
import { afterEach, beforeEach, describe, expect, test } from '@jest/globals';
import { classes, IceCandidate, Message, methods, parseMessage } from 'werift';
import type { IceServer } from '../../../options/ice-server.interface.js';
import type { RemoteAddress } from '../remote-address.js';
import type { MuxedConnection } from '../mux-table.js';
import { FullIceTransport } from './full-ice-transport.js';
import { offeredCandidates } from './offered-candidates.js';
import { until } from '../../../testing/until.js';

const remote = { usernameFragment: 'theirs', password: 'a password of theirs' };

class RecordingSession implements MuxedConnection {
  readonly usernameFragment = 'ours';
  readonly password = 'a password of ours';
  readonly datagrams: string[] = [];
  readonly nominations: boolean[] = [];
  path: RemoteAddress | undefined;

  handleBinding(from: RemoteAddress, nominated: boolean): void {
    this.nominations.push(nominated);
    this.path = from;
  }

  handleDatagram(datagram: Buffer): void {
    this.datagrams.push(datagram.toString());
  }
}

/** A socket outside, and what it hears. */
class Outside {
  readonly heard: {
    readonly message: Message | undefined;
    readonly text: string;
    readonly from: RemoteInfo;
  }[] = [];

  private constructor(readonly socket: Socket) {
    socket.on('message', (datagram, from) =>
      this.heard.push({ message: parseMessage(datagram), text: datagram.toString(), from }),
    );
  }

  static async open(): Promise<Outside> {
    const socket = createSocket('udp4');
    socket.bind(0, '127.0.0.1');
    await once(socket, 'listening');
    return new Outside(socket);
  }

  /** Answers as a STUN server does: who asks is who it sees. With a password, as a viewer does. */
  answerAll(password?: string): void {
    this.socket.on('message', (datagram, from) => {
      const request = parseMessage(datagram);
      if (request?.messageClass !== classes.REQUEST) return;
      const answer = new Message(methods.BINDING, classes.RESPONSE, request.transactionId);
      answer.setAttribute('XOR-MAPPED-ADDRESS', [from.address, from.port]);
      if (password !== undefined) answer.addMessageIntegrity(Buffer.from(password)).addFingerprint();
      this.socket.send(answer.bytes, from.port, from.address);
    });
  }

  async until(is: () => boolean): Promise<void> {
    await until('what was heard on the socket', is);
  }
}

describe('a way of a viewer’s own', () => {
  let session: RecordingSession;
  let stun: Outside;
  let viewer: Outside;
  let opened: FullIceTransport[];
  let closed: number;

  beforeEach(async () => {
    [session, opened, closed] = [new RecordingSession(), [], 0];
    stun = await Outside.open();
    viewer = await Outside.open();
  });

  afterEach(async () => {
    await Promise.all(opened.map((transport) => transport.close()));
    stun.socket.close();
    viewer.socket.close();
  });

  function create(iceServers: IceServer[], offered: IceCandidate[] = [], relay = false): FullIceTransport {
    const transport = new FullIceTransport({
      options: { iceServers, iceTransportPolicy: relay ? 'relay' : 'all', bindAddress: '127.0.0.1' },
      remote: { ...remote, candidates: offeredCandidates(offered) },
      shared: undefined,
      onClosed: () => closed++,
    });
    opened.push(transport);
    transport.open(session);
    return transport;
  }

  /** A transport whose STUN server has answered, and where it said that it is. */
  async function reachable(offered: IceCandidate[] = []): Promise<[FullIceTransport, number]> {
    stun.answerAll();
    const transport = create([{ urls: `stun:127.0.0.1:${stun.socket.address().port}` }], offered);
    const [candidate] = await transport.gather(undefined);
    return [transport, candidate?.port ?? 0];
  }

  function check(nominated: boolean, password = session.password): Message {
    const request = new Message(methods.BINDING, classes.REQUEST)
      .setAttribute('USERNAME', `${session.usernameFragment}:${remote.usernameFragment}`)
      .setAttribute('PRIORITY', 1)
      .setAttribute('ICE-CONTROLLING', 1n);
    if (nominated) request.setAttribute('USE-CANDIDATE', null);
    return request.addMessageIntegrity(Buffer.from(password)).addFingerprint();
  }

  const responses = (of: Outside): number =>
    of.heard.filter(({ message }) => message?.messageClass === classes.RESPONSE).length;

  test('is what a STUN server sees, and says nothing of where it leads to', async () => {
    stun.answerAll();
    const transport = create([{ urls: [`stun:127.0.0.1:${stun.socket.address().port}`] }]);
    const candidates = await transport.gather('192.0.2.7');
    const { port } = stun.heard[0]?.from ?? { port: 0 };
    expect(candidates.map(({ sdp }) => sdp.replace(/^\S+ 1 udp \d+ /, ''))).toEqual([
      `127.0.0.1 ${port} typ srflx raddr 0.0.0.0 rport 0`,
    ]);
  });

  test('answers signed checks, checks back, and carries what comes after', async () => {
    const [transport, port] = await reachable();
    viewer.socket.send(check(true).bytes, port, '127.0.0.1');
    await viewer.until(() => responses(viewer) > 0 && viewer.heard.length > 1);
    expect(session.nominations).toEqual([true]);
    const back = viewer.heard.find(({ message }) => message?.messageClass === classes.REQUEST);
    expect(back?.message?.getAttributeValue('USERNAME')).toBe('theirs:ours');

    viewer.socket.send('\u0016 a handshake', port, '127.0.0.1');
    await viewer.until(() => session.datagrams.length > 0);
    expect(session.datagrams).toEqual(['\u0016 a handshake']);
    if (session.path !== undefined) transport.send(Buffer.from('\u0016 and its answer'), session.path);
    await viewer.until(() => viewer.heard.some(({ text }) => text === '\u0016 and its answer'));
    const route = transport.route(() => session.path);
    expect(route.sending).toBe('dgram');
    // Less may be moved about while native code writes to it.
    expect(route.reserve(40).buffer.byteLength).toBeGreaterThan(1000);
  });

  test('hears nobody who did not sign', async () => {
    const [, port] = await reachable();
    const stranger = await Outside.open();
    stranger.socket.send(check(true, 'a password of nobody').bytes, port, '127.0.0.1');
    stranger.socket.send(new Message(methods.BINDING, classes.REQUEST).bytes, port, '127.0.0.1');
    stranger.socket.send('\u0016 a handshake', port, '127.0.0.1');
    // Sent later from elsewhere and answered: by then the others have been read.
    viewer.socket.send(check(false).bytes, port, '127.0.0.1');
    await viewer.until(() => responses(viewer) > 0);
    stranger.socket.close();
    expect(stranger.heard).toEqual([]);
    expect([session.nominations, session.datagrams]).toEqual([[false], []]);
  });

  test('follows the viewer to the address it chose last', async () => {
    const [, port] = await reachable();
    const elsewhere = await Outside.open();
    for (const outside of [viewer, elsewhere]) {
      outside.socket.send(check(true).bytes, port, '127.0.0.1');
      await viewer.until(() => responses(outside) > 0);
    }
    expect(session.path?.port).toBe(elsewhere.socket.address().port);
    elsewhere.socket.close();
  });

  test('sends nothing to one who has not consented for half a minute, until it chooses again', async () => {
    const [transport, port] = await reachable();
    const nominate = async (): Promise<void> => {
      const answered = responses(viewer);
      viewer.socket.send(check(true).bytes, port, '127.0.0.1');
      await viewer.until(() => responses(viewer) > answered);
    };
    const send = (text: string): void =>
      transport.send(Buffer.from(text), session.path ?? { address: '', port: 0 });
    viewer.answerAll(remote.password);
    await nominate();
    await viewer.until(() => transport['agent']?.['connection'].nominated !== undefined);
    // What werift's agent says when its own checks were not answered for so long.
    transport['agent']?.['connection']['setState']('failed');
    send('\u0016 too late');
    await nominate();
    send('\u0016 in time');
    await viewer.until(() => viewer.heard.some(({ text }) => text === '\u0016 in time'));
    expect(viewer.heard.map(({ text }) => text)).not.toContain('\u0016 too late');
  });

  test('sends nothing into its own network because an offer says so', async () => {
    const named = new IceCandidate(1, '1', '127.0.0.1', viewer.socket.address().port, 1, 'udp', 'host');
    await reachable([named]);
    // Checks begin with the answer and are twenty milliseconds apart.
    await sleep(300);
    expect(viewer.heard).toEqual([]);
  });

  test('checks what the viewer names after its offer, but only so many addresses', async () => {
    const named = (port: number): IceCandidate =>
      new IceCandidate(1, '1', '192.0.2.9', port, 1, 'udp', 'srflx');
    stun.answerAll();
    const transport = create([{ urls: `stun:127.0.0.1:${stun.socket.address().port}` }], [named(40_000)]);
    const gathering = transport.gather(undefined);
    transport.addCandidates([named(40_001)]);
    await gathering;
    const ports = (): number[] | undefined =>
      transport['agent']?.['connection'].remoteCandidates.map(({ port }) => port);
    expect(ports()).toEqual([40_000, 40_001]);
    // Nothing below 1024 has a browser's socket.
    transport.addCandidates([named(53), named(40_002)]);
    for (let first = 41_000; first < 43_000; first += 1000) {
      transport.addCandidates(Array.from({ length: 12 }, (_, index) => named(first + index)));
    }
    expect(ports()?.slice(2, 4)).toEqual([40_002, 41_000]);
    expect(ports()).toHaveLength(16);
  });

  test('ends at once, and leaves nothing open, also while servers are silent', async () => {
    const sockets = (): number =>
      process.getActiveResourcesInfo().filter((kind) => kind === 'UDPWrap').length;
    // Those of the tests before close a moment later.
    await stun.until(() => sockets() === 2);
    const silent = `127.0.0.1:${stun.socket.address().port}`;
    const account = { username: 'viewer', credential: 'secret' };
    const transport = create([{ urls: `stun:${silent}` }, { urls: `turn:${silent}`, ...account }]);
    const gathering = transport.gather(undefined).catch((error: unknown) => error);
    await stun.until(() => stun.heard.length > 1);
    expect(sockets()).toBe(4);
    const startedAtMs = performance.now();
    await transport.close();
    expect(performance.now() - startedAtMs).toBeLessThan(1000);
    await expect(gathering).resolves.toMatchObject({ code: 'WGR_NO_ICE_CANDIDATES' });
    expect(closed).toBe(1);
    await stun.until(() => sockets() === 2);
  });

  test('takes for relayed only what its TURN server sends', async () => {
    stun.socket.on('message', (datagram, from) => {
      const request = parseMessage(datagram);
      if (request?.messageMethod !== methods.ALLOCATE) return;
      const given = new Message(methods.ALLOCATE, classes.RESPONSE, request.transactionId)
        .setAttribute('XOR-RELAYED-ADDRESS', ['192.0.2.1', 50_000])
        .setAttribute('XOR-MAPPED-ADDRESS', [from.address, from.port])
        .setAttribute('LIFETIME', 600);
      stun.socket.send(given.bytes, from.port, from.address);
    });
    const urls = `turn:127.0.0.1:${stun.socket.address().port}`;
    const transport = create([{ urls, username: 'viewer', credential: 'secret' }], [], true);
    const [candidate] = await transport.gather(undefined);
    expect(candidate?.sdp).toContain('192.0.2.1 50000 typ relay raddr 0.0.0.0 rport 0');
    const relayed = (nominated: boolean): Buffer =>
      new Message(methods.DATA, classes.INDICATION)
        .setAttribute('XOR-PEER-ADDRESS', ['192.0.2.9', 40_000])
        .setAttribute('DATA', check(nominated).bytes).bytes;
    const { port } = stun.heard[0]?.from ?? { port: 0 };
    viewer.socket.send(relayed(true), port, '127.0.0.1');
    // Nothing tells that a datagram is ignored; on loopback it arrives within a millisecond.
    await sleep(50);
    stun.socket.send(relayed(false), port, '127.0.0.1');
    await stun.until(() => session.nominations.length > 0);
    expect(session.nominations).toEqual([false]);
    expect(session.path).toMatchObject({ address: '192.0.2.9', port: 40_000 });
  });

  test('is refused with a reason where a relay is needed and none is to be had', async () => {
    const port = viewer.socket.address().port;
    const transport = create(
      [{ urls: `turn:127.0.0.1:${port}?transport=tcp`, username: 'viewer', credential: 'secret' }],
      [],
      true,
    );
    await expect(transport.gather(undefined)).rejects.toMatchObject({ code: 'WGR_NO_ICE_CANDIDATES' });
  });
});
