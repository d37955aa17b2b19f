import type { Socket } from 'node:net';
import type { DatagramStream, RemoteAddress } from '../remote-address.js';
import type { MuxTable } from '../mux-table.js';
import { DatagramSplitter, joinDatagrams } from './datagram-splitter.js';

/** A check with all its attributes is a tenth of this; nothing else may come before one. */
const MAX_CHECK_BYTES = 1500;
const MAX_DATAGRAM_BYTES = 8192;

/** Half a second of 8 Mb/s video: a connection that is behind by more loses frames instead of showing old ones. */
const MAX_WAITING_BYTES = 512 * 1024;

/** One TCP connection of a viewer whose network lets no UDP through. */
export class TcpConnection implements DatagramStream {
  readonly sending = 'tcp';
  private readonly splitter = new DatagramSplitter();
  private readonly from: RemoteAddress;
  private isVerified = false;

  /** @param onVerified called once, with the first check that proves whose it is */
  constructor(
    private readonly socket: Socket,
    private readonly directory: MuxTable,
    private readonly onVerified: () => void,
  ) {
    this.from = { address: socket.remoteAddress ?? '', port: socket.remotePort ?? 0, stream: this };
    socket.setNoDelay(true);
    socket.on('data', (bytes) => this.receive(bytes));
    // A reset is an end like another.
    socket.on('error', () => undefined);
    socket.on('close', () => directory.forget(this.from));
  }

  get writable(): boolean {
    return this.socket.writable && this.socket.writableLength < MAX_WAITING_BYTES;
  }

  send(datagrams: readonly Buffer[]): void {
    if (this.writable) this.socket.write(joinDatagrams(datagrams));
  }

  close(): void {
    this.socket.destroySoon();
  }

  private receive(bytes: Buffer): void {
    const datagrams = this.splitter.push(bytes, this.isVerified ? MAX_DATAGRAM_BYTES : MAX_CHECK_BYTES);
    if (datagrams === undefined) return void this.socket.destroy();
    for (const datagram of datagrams) {
      const isTaken = this.directory.receive(datagram, this.from, (response) => this.send([response]));
      if (this.isVerified) continue;
      // Who cannot say whose session it is has nothing to say here.
      if (!isTaken) return void this.socket.destroy();
      this.isVerified = true;
      this.onVerified();
    }
  }
}
