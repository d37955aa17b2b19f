import { connect, type Socket } from 'node:net';
import type { RtspEndpoint } from './rtsp-address.js';
import { RtspAuthorization } from './rtsp-authorization.js';
import { formatRtspRequest, type RtspResponse } from './rtsp-message.js';
import { RtspStreamParser, type RtspStreamEvents } from './rtsp-stream-parser.js';

/** Receives what is no answer. */
export interface RtspConnectionEvents extends Pick<RtspStreamEvents, 'onPacket' | 'isKnownChannel'> {
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
  private readonly authorization: RtspAuthorization;
  private pending: PendingRequest | undefined;
  private queue: Promise<unknown> = Promise.resolve();
  private sequence = 0;
  private failure: Error | undefined;

  private constructor(
    private readonly socket: Socket,
    url: string,
    private readonly events: RtspConnectionEvents,
  ) {
    this.authorization = new RtspAuthorization(url);
    this.parser = new RtspStreamParser({
      ...events,
      // By their order: some servers leave out the sequence number, or repeat that of an earlier request.
      onResponse: (response) => this.answered(response),
      onRequest: ({ headers }) =>
        this.write(`RTSP/1.0 200 OK\r\nCSeq: ${headers.get('cseq') ?? '0'}\r\n\r\n`),
    });
    socket.setNoDelay(true);
    socket.on('data', (chunk: Buffer) => this.received(chunk));
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
    const socket = connect({ host, port });
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
    return new RtspConnection(socket, url, events);
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
    this.socket.pause();
  }

  /** Reads on. */
  resume(): void {
    this.socket.resume();
  }

  /**
   * Sends a last request and disconnects: when it is answered, and at the latest after `limitMs`. Packets come no more.
   *
   * @param method left out where there is nothing to say
   */
  async close(limitMs: number, method?: string, url = '', headers = {}): Promise<void> {
    if (this.failure === undefined && method !== undefined) {
      const timer = setTimeout(() => this.socket.destroy(), limitMs);
      this.resume();
      await this.request(method, url, headers).catch(() => undefined);
      clearTimeout(timer);
    }
    this.socket.destroy();
    this.ended(undefined);
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

  private received(chunk: Buffer): void {
    try {
      this.parser.push(chunk);
    } catch (error) {
      this.ended(error instanceof Error ? error : new Error(String(error)));
      this.socket.destroy();
    }
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
