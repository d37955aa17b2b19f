import { createSocket, type Socket } from 'node:dgram';
import { afterEach, describe, expect, test } from '@jest/globals';
import { classes, Message, methods, parseMessage } from 'werift';
import { until } from '../../../testing/until.js';
import { respondToBinding } from '../stun-responder.js';
import { encodeBindingRequest, checkCredentials } from '../binding-request.js';
import { ControllingIce } from './controlling-ice.js';

const theirs = { usernameFragment: 'theirs', password: 'a password of theirs' };

/** A server's socket that answers checks, and remembers them. */
class Server {
  readonly checks: { readonly nominates: boolean; readonly controls: boolean; readonly fromPort: number }[] =
    [];
  private constructor(
    readonly socket: Socket,
    readonly port: number,
  ) {}

  static async start(password = theirs.password, answers = true): Promise<Server> {
    const socket = createSocket('udp4');
    await new Promise<void>((resolve) => socket.bind(0, '127.0.0.1', resolve));
    const server = new Server(socket, socket.address().port);
    socket.on('message', (datagram, from) => {
      const request = parseMessage(datagram);
      if (request?.messageClass !== classes.REQUEST) return;
      server.checks.push({
        nominates: request.attributesKeys.includes('USE-CANDIDATE'),
        controls: request.attributesKeys.includes('ICE-CONTROLLING'),
        fromPort: from.port,
      });
      const verified = respondToBinding(datagram, password, from);
      if (verified !== undefined && answers) socket.send(verified.response, from.port, from.address);
    });
    servers.push(server);
    return server;
  }
}

let servers: Server[] = [];
let agents: ControllingIce[] = [];
const received: string[] = [];
const never = new AbortController().signal;

async function open(): Promise<ControllingIce> {
  const ice = await ControllingIce.open({
    onDatagram: (datagram) => received.push(datagram.toString()),
    onLost: () => undefined,
  });
  agents.push(ice);
  return ice;
}

const candidate = (port: number, priority = 1, ip = '127.0.0.1', protocol = 'udp') => ({
  foundation: '1',
  component: 1,
  protocol,
  priority,
  ip,
  port,
  type: 'host',
});

afterEach(async () => {
  await Promise.all(agents.map((ice) => ice.close()));
  for (const { socket } of servers) socket.close();
  [servers, agents] = [[], []];
  received.length = 0;
});

describe('ICE as the controlling side', () => {
  test('nominates the best candidate that answers', async () => {
    const [silent, good, better] = [
      await Server.start('', false),
      await Server.start(),
      await Server.start(),
    ];
    const ice = await open();
    const selected = await ice.connect(
      {
        ...theirs,
        candidates: [candidate(silent.port, 9), candidate(good.port, 1), candidate(better.port, 2)],
      },
      never,
    );
    expect(selected).toEqual({ address: '127.0.0.1', port: better.port });
    expect(better.checks.at(-1)).toMatchObject({ nominates: true, controls: true });
    expect(better.checks[0]).toMatchObject({ nominates: false });
    expect(good.checks.some(({ nominates }) => nominates)).toBe(false);
  });

  test('is heard only by who answers with the password of the answer', async () => {
    const impostor = await Server.start('another password');
    const ice = await open();
    const late = AbortSignal.timeout(200);
    await expect(ice.connect({ ...theirs, candidates: [candidate(impostor.port)] }, late)).rejects.toThrow(
      /timeout/,
    );
    expect(impostor.checks.length).toBeGreaterThan(0);
  });

  test('takes nothing from an address that has answered no check', async () => {
    const [server, stranger] = [await Server.start(), await Server.start('', false)];
    const ice = await open();
    await ice.connect({ ...theirs, candidates: [candidate(server.port), candidate(stranger.port)] }, never);
    const { fromPort = 0 } = server.checks[0] ?? {};
    // An answer to no check, an error, and a check without our password.
    const forged = new Message(methods.BINDING, classes.RESPONSE).addMessageIntegrity(Buffer.from('x')).bytes;
    for (const datagram of [forged, Buffer.from([1]), Buffer.alloc(0), Buffer.from('~from a stranger')])
      stranger.socket.send(datagram, fromPort, '127.0.0.1');
    server.socket.send('~from the server', fromPort, '127.0.0.1');
    await until('what the server sends', () => received.length > 0);
    expect(received).toEqual(['~from the server']);
  });

  test('answers checks, and finds a server by them that names no address', async () => {
    const server = await Server.start();
    const ice = await open();
    const connecting = ice.connect({ ...theirs, candidates: [] }, never);
    const own = ice.candidates(true).find(({ address }) => address === '127.0.0.1');
    const check = encodeBindingRequest(checkCredentials(theirs, ice.credentials));
    server.socket.send(check, own?.port ?? 0, '127.0.0.1');
    expect(await connecting).toEqual({ address: '127.0.0.1', port: server.port });
  });

  test('checks neither names, nor TCP, nor addresses that are none', async () => {
    const ice = await open();
    const candidates = [
      candidate(4000, 1, 'a.local'),
      candidate(4000, 1, '127.0.0.1', 'tcp'),
      candidate(4000, 1, '224.0.0.1'),
      candidate(4000, 1, '0.0.0.0'),
      candidate(0),
      candidate(70_000),
    ];
    await expect(ice.connect({ ...theirs, candidates }, AbortSignal.timeout(100))).rejects.toThrow(/timeout/);
  });

  test('announces the loopback address to a server on this machine alone', async () => {
    const ice = await open();
    const loopback = (isLocal: boolean): boolean =>
      ice.candidates(isLocal).some(({ address }) => address === '127.0.0.1');
    expect([loopback(true), loopback(false)]).toEqual([true, false]);
  });

  test('ends for good, also while it looks', async () => {
    const ice = await open();
    const abort = new AbortController();
    const connecting = ice.connect({ ...theirs, candidates: [candidate(9)] }, abort.signal);
    abort.abort(new Error('stopped'));
    await expect(connecting).rejects.toThrow('stopped');
    await ice.close();
    await ice.close();
    ice.send(Buffer.from('x'), { address: '127.0.0.1', port: 9 });
  });
});
