import { connect as connectTcp, type AddressInfo, type Socket } from 'node:net';
import { connect as connectTls } from 'node:tls';
import type { IceServerAddress } from '../../../options/ice-server-url.js';
import type { WeriftTransport } from './datagram-transport.js';

/** A connection to a TURN server for werift. Its own one cannot be given up while it connects. */
export class StreamTransport implements WeriftTransport {
  onData: WeriftTransport['onData'] = () => undefined;
  closed = false;
  readonly remoteAddress: readonly [string, number];

  private constructor(
    readonly type: 'tcp' | 'tls',
    private readonly socket: Socket,
  ) {
    this.remoteAddress = [socket.remoteAddress ?? '', socket.remotePort ?? 0];
    socket.setNoDelay(true);
    socket.on('data', (bytes: Buffer) => this.onData(bytes, this.remoteAddress));
    socket.on('error', () => undefined);
    socket.on('close', () => (this.closed = true));
  }

  /** Connects. Rejects when that fails, and when it is given up. */
  static async connect(
    { transport, host, port }: IceServerAddress,
    givenUp: AbortSignal,
  ): Promise<StreamTransport> {
    givenUp.throwIfAborted();
    const isTls = transport === 'tls';
    const socket = isTls ? connectTls({ host, port }) : connectTcp({ host, port });
    await new Promise<void>((resolve, reject) => {
      const abandon = (): void => void socket.destroy(new Error('it was given up'));
      givenUp.addEventListener('abort', abandon, { once: true });
      socket.once(isTls ? 'secureConnect' : 'connect', () => {
        givenUp.removeEventListener('abort', abandon);
        socket.off('error', reject);
        resolve();
      });
      socket.once('error', reject);
    });
    return new StreamTransport(isTls ? 'tls' : 'tcp', socket);
  }

  get address(): AddressInfo {
    return this.socket.address() as AddressInfo;
  }

  send: WeriftTransport['send'] = (bytes) =>
    new Promise((resolve, reject) => {
      this.socket.write(bytes, (error) => (error ? reject(error) : resolve()));
    });

  close: WeriftTransport['close'] = async () => {
    this.closed = true;
    this.socket.destroySoon();
  };
}
