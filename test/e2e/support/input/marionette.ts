import { once } from 'node:events';
import { connect, type Socket } from 'node:net';

/** An answer: its type, the number of the command, and either an error or a result. */
type Answer = readonly [type: 1, id: number, error: MarionetteError | null, result: unknown];

interface MarionetteError {
  readonly error: string;
  readonly message: string;
}

interface Pending {
  resolve(result: unknown): void;
  reject(error: Error): void;
}

const colon = 0x3a;

/**
 * The protocol that Firefox itself speaks to programs that drive it (`--marionette`): JSON with its length before it, over
 * TCP. It needs no geckodriver, and unlike the WebDriver BiDi of Playwright it has touch.
 */
export class Marionette implements Disposable {
  private readonly pending = new Map<number, Pending>();
  private received = Buffer.alloc(0);
  private sent = 0;

  private constructor(private readonly socket: Socket) {
    socket.on('data', (data: Buffer) => this.take(data));
    socket.on('error', (error) => this.fail(error));
    socket.on('close', () => this.fail(new Error('Firefox closed the connection.')));
  }

  /** Connects and begins a session. */
  static async connect(port: number): Promise<Marionette> {
    const socket = connect(port, '127.0.0.1');
    await once(socket, 'connect');
    const marionette = new Marionette(socket);
    await marionette.send('WebDriver:NewSession', { capabilities: {} });
    return marionette;
  }

  /** Sends a command, and resolves with its result. */
  send(command: string, parameters: object): Promise<unknown> {
    const id = ++this.sent;
    const text = JSON.stringify([0, id, command, parameters]);
    this.socket.write(`${Buffer.byteLength(text)}:${text}`);
    return new Promise((resolve, reject) => this.pending.set(id, { resolve, reject }));
  }

  [Symbol.dispose](): void {
    this.pending.clear();
    this.socket.destroy();
  }

  private take(data: Buffer): void {
    this.received = Buffer.concat([this.received, data]);
    for (;;) {
      const from = this.received.indexOf(colon) + 1;
      const to = from + Number(this.received.toString('latin1', 0, from - 1));
      if (from === 0 || this.received.length < to) return;
      const message = JSON.parse(this.received.toString('utf8', from, to)) as unknown;
      this.received = this.received.subarray(to);
      // The first message is a greeting.
      if (Array.isArray(message)) this.settle(message as unknown as Answer);
    }
  }

  private settle([, id, error, result]: Answer): void {
    const pending = this.pending.get(id);
    this.pending.delete(id);
    if (error === null) pending?.resolve(result);
    else pending?.reject(new Error(`${error.error}: ${error.message}`));
  }

  private fail(error: Error): void {
    for (const { reject } of this.pending.values()) reject(error);
    this.pending.clear();
  }
}
