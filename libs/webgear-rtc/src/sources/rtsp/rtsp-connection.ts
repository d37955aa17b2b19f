import { connect, type Socket } from 'node:net';
import type { RtspEndpoint } from './rtsp-address.js';
import { RtspAuthorization } from './rtsp-authorization.js';
import { formatRtspRequest, type RtspResponse } from './rtsp-message.js';
import { RtspStreamParser, type RtspStreamEvents } from './rtsp-stream-parser.js';

/** Receives what is no answer. */
export interface RtspConnectionEvents extends Pick<RtspStreamEvents, 'onPacket' | 'isKnownChannel'> {
  /** What has come is read; the memory of its packets is written to next. */
  readonly onChunkRead: () => void;
  /** It has ended: with an error, or because the server has closed it. Called once. */
  readonly onEnd: (error: Error | undefined) => void;
}

/** The server has closed the connection before an answer. */
export class RtspClosedError extends Error {
  override readonly name = 'RtspClosedError';
}

/** A nonce may become stale between two attempts, but not again and again. */
const MAX_ATTEMPTS = 3;

/** What may wait for a server that reads nothing: our own requests and reports. */
const MAX_UNSENT_BYTES = 256 * 1024;

/** Of all connections: most frames come whole, and are put together before another connection reads. */
const readBuffer = Buffer.allocUnsafeSlow(64 * 1024);

/** A request, and who is told of its answer. */
interface RtspRequest {
  readonly method: string;
  readonly url: string;
  readonly headers: Readonly<Record<string, string | undefined>>;
  readonly onAnswer: (response: RtspResponse) => void;
}

interface PendingRequest {
  readonly resolve: (response: RtspResponse) => void;
  readonly reject: (error: Error) => void;
}

/** A connection to an RTSP server, with one request at a time, and packets of media between its answers. */
export class RtspConnection {
  private readonly parser: RtspStreamParser;
  private pending: PendingRequest | undefined;
  private queue: Promise<unknown> = Promise.resolve();
  private sequence = 0;
  private isPaused = false;
  private failure: Error | undefined;

  private constructor(
    private readonly socket: Socket,
    private readonly authorization: RtspAuthorization,
    private readonly events: RtspConnectionEvents,
  ) {
    this.parser = new RtspStreamParser({
      ...events,
      // By their order: some servers leave out the sequence number, or repeat that of an earlier request.
      onResponse: (response) => this.answered(response),
      onRequest: ({ headers }) =>
        this.write(`RTSP/1.0 200 OK\r\nCSeq: ${headers.get('cseq') ?? '0'}\r\n\r\n`),
    });
    socket.setNoDelay(true);
    socket.on('error', (error) => this.ended(error));
    socket.on('close', () => this.ended(undefined));
  }

  /**
   * Connects.
   *
   * @param url the address, with credentials for later requests
   * @param signal aborted, the attempt fails
   * @throws the error of the system
   */
  static async open(
    { host, port }: RtspEndpoint,
    url: string,
    events: RtspConnectionEvents,
    signal: AbortSignal,
  ): Promise<RtspConnection> {
    // Before there is anything to close: it throws for an address that only FFmpeg understands.
    const authorization = new RtspAuthorization(url);
    let onChunk = (_chunk: Buffer): boolean => true;
    const socket = connect({
      host,
      port,
      onread: {
        buffer: readBuffer,
        callback: (bytes) => onChunk(readBuffer.subarray(0, bytes)),
      },
    });
    const abort = (): void => void socket.destroy();
    signal.addEventListener('abort', abort, { once: true });
    try {
      if (signal.aborted) abort();
      await new Promise<void>((resolve, reject) => {
        socket.once('connect', resolve);
        socket.once('error', reject);
        socket.once('close', () => reject(new RtspClosedError('the connection was closed')));
      });
    } finally {
      signal.removeEventListener('abort', abort);
      socket.removeAllListeners();
    }
    const connection = new RtspConnection(socket, authorization, events);
    onChunk = (chunk) => connection.received(chunk);
    return connection;
  }

  /**
   * Sends a request, with credentials once the server asks for them.
   *
   * @param url without credentials
   * @param onAnswer called with the answer before what comes behind it is read
   * @returns the answer, whatever its status
   * @throws RtspClosedError, RtspSyntaxError, or the error of the system
   */
  request(
    method: string,
    url: string,
    headers: Readonly<Record<string, string | undefined>> = {},
    onAnswer: (response: RtspResponse) => void = () => undefined,
  ): Promise<RtspResponse> {
    const answer = this.queue.then(() => this.attempt({ method, url, headers, onAnswer }));
    this.queue = answer.catch(() => undefined);
    return answer;
  }

  /** Sends a packet of ours by a channel. Dropped if the server does not read. */
  sendPacket(channel: number, packet: Buffer): void {
    const head = Buffer.from([0x24, channel, packet.length >> 8, packet.length & 0xff]);
    this.write(Buffer.concat([head, packet]));
  }

  /** Stops reading, so that the server has to wait; answers come no more either. */
  pause(): void {
    this.isPaused = true;
    this.socket.pause();
  }

  /** Reads on. */
  resume(): void {
    if (!this.isPaused) return;
    this.isPaused = false;
    this.socket.resume();
  }

  /**
   * Disconnects, after a last request, and waits until the server has let go: it may refuse a client that connects before. Both take no
   * longer than `limitMs`. Packets come no more.
   *
   * @param request left out where there is nothing to say
   */
  async close(limitMs: number, request?: Pick<RtspRequest, 'method' | 'url' | 'headers'>): Promise<void> {
    const { socket } = this;
    const closed = new Promise((resolve) => socket.once('close', resolve));
    const timer = setTimeout(() => socket.destroy(), limitMs);
    try {
      if (socket.destroyed) return;
      this.resume();
      if (request !== undefined && this.failure === undefined)
        await this.request(request.method, request.url, request.headers).catch(() => undefined);
      socket.end();
      await closed;
    } finally {
      clearTimeout(timer);
    }
  }

  private async attempt(request: RtspRequest): Promise<RtspResponse> {
    const { method, url, headers } = request;
    for (let attempts = 1; ; attempts++) {
      const authorization = this.authorization.headerFor(method, url);
      const response = await this.exchange({
        ...request,
        headers: { ...headers, Authorization: authorization },
      });
      if (response.status !== 401) {
        if (authorization !== undefined) this.authorization.succeeded();
        return response;
      }
      const challenge = response.headers.get('www-authenticate');
      const mayRetry = this.authorization.accept(challenge, authorization !== undefined);
      if (!mayRetry || attempts >= MAX_ATTEMPTS) return response;
    }
  }

  private exchange({ method, url, headers, onAnswer }: RtspRequest): Promise<RtspResponse> {
    return new Promise((resolve, reject) => {
      if (this.failure !== undefined) return reject(this.failure);
      const answered = (response: RtspResponse): void => {
        onAnswer(response);
        resolve(response);
      };
      this.pending = { resolve: answered, reject };
      const CSeq = String(++this.sequence);
      this.write(formatRtspRequest(method, url, { CSeq, 'User-Agent': 'webgear-rtc', ...headers }));
    });
  }

  private answered(response: RtspResponse): void {
    const { pending } = this;
    // "Continue" (RFC 2326, 7.1.1), and answers to nothing.
    if (response.status < 200 || pending === undefined) return;
    this.pending = undefined;
    pending.resolve(response);
  }

  /** @returns whether to read on */
  private received(chunk: Buffer): boolean {
    try {
      this.parser.push(chunk);
      this.events.onChunkRead();
    } catch (error) {
      this.ended(error instanceof Error ? error : new Error(String(error)));
      this.socket.destroy();
    }
    return !this.isPaused;
  }

  private write(data: string | Buffer): void {
    if (this.failure === undefined && this.socket.writableLength < MAX_UNSENT_BYTES) this.socket.write(data);
  }

  private ended(error: Error | undefined): void {
    if (this.failure !== undefined) return;
    this.failure = error ?? new RtspClosedError('the connection was closed');
    this.pending?.reject(this.failure);
    this.pending = undefined;
    this.events.onEnd(error);
  }
}
