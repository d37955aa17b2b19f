import {
  bodyBytesOf,
  parseRtspHead,
  type RtspHead,
  type RtspResponse,
  type RtspServerRequest,
} from './rtsp-message.js';

/** Receives what a server sends. */
export interface RtspStreamEvents {
  readonly onResponse: (response: RtspResponse) => void;
  readonly onRequest: (request: RtspServerRequest) => void;
  /** A packet of RTP or RTCP, in the memory of the chunk it came in. */
  readonly onPacket: (channel: number, packet: Buffer) => void;
  /** Whether packets of a channel are expected, to find the next one behind bytes that mean nothing. */
  readonly isKnownChannel: (channel: number) => boolean;
}

/** What a server sends is no RTSP, or longer than any of it. */
export class RtspSyntaxError extends Error {
  override readonly name = 'RtspSyntaxError';
}

const DOLLAR = 0x24;
const HEADER_BYTES = 4;
const MAX_HEAD_BYTES = 64 * 1024;
/** Session descriptions have some kilobytes. */
const MAX_BODY_BYTES = 256 * 1024;
/** Bytes without meaning in a row, after which the connection is given up. */
const MAX_SKIPPED_BYTES = 1024 * 1024;
/** As many bytes as it takes to tell that a message begins. */
const LEAST_START_BYTES = 24;

const HEAD_END = Buffer.from('\r\n\r\n');
/** Of servers that end lines with a line feed alone. */
const SHORT_HEAD_END = Buffer.from('\n\n');
const RESPONSE_START = Buffer.from('RTSP/');

/** Splits the bytes of an RTSP connection into messages and interleaved packets (RFC 2326, 10.12), whatever they are cut into. */
export class RtspStreamParser {
  private parts: Buffer[] = [];
  private bytes = 0;
  private needed = 1;
  private skipped = 0;

  constructor(private readonly events: RtspStreamEvents) {}

  /**
   * Takes the next bytes, whose memory may be written to afterwards.
   *
   * @throws RtspSyntaxError
   */
  push(chunk: Buffer): void {
    this.bytes += chunk.length;
    if (this.bytes < this.needed) {
      this.parts.push(Buffer.from(chunk));
      return;
    }
    const data = this.parts.length === 0 ? chunk : Buffer.concat([...this.parts, chunk], this.bytes);
    this.needed = 1;
    let at = 0;
    while (at < data.length) {
      const next = data[at] === DOLLAR ? this.readPacket(data, at) : this.readOther(data, at);
      if (next === undefined) break;
      at = next;
    }
    this.parts = at === data.length ? [] : [Buffer.from(data.subarray(at))];
    this.bytes = data.length - at;
  }

  /** @returns where it ends; `undefined` if more is needed */
  private readPacket(data: Buffer, at: number): number | undefined {
    const available = data.length - at;
    if (available < HEADER_BYTES) return this.wait(HEADER_BYTES);
    const end = HEADER_BYTES + data.readUInt16BE(at + 2);
    if (available < end) return this.wait(end);
    this.skipped = 0;
    this.events.onPacket(data[at + 1] ?? 0, data.subarray(at + HEADER_BYTES, at + end));
    return at + end;
  }

  private readOther(data: Buffer, at: number): number | undefined {
    // Empty lines between messages.
    if (data[at] === 0x0d || data[at] === 0x0a) return at + 1;
    if (!mayBeginMessage(data, at)) return this.skip(data, at);
    const head = headEnd(data, at);
    if (head === undefined) {
      if (data.length - at > MAX_HEAD_BYTES) throw new RtspSyntaxError('a message has too long a header');
      return this.wait(data.length - at + 1);
    }
    const parsed = parseRtspHead(data.toString('latin1', at, head.end));
    if (parsed === undefined) return this.skip(data, at);
    const bodyBytes = bodyBytesOf(parsed.headers);
    if (bodyBytes > MAX_BODY_BYTES) throw new RtspSyntaxError('a message is too long');
    const end = head.next + bodyBytes;
    if (data.length < end) return this.wait(end - at);
    this.skipped = 0;
    this.pass(parsed, Buffer.from(data.subarray(head.next, end)));
    return end;
  }

  private pass(head: RtspHead, body: Buffer): void {
    const { headers } = head;
    if (head.kind === 'request') this.events.onRequest({ method: head.method, headers });
    else this.events.onResponse({ status: head.status, headers, body });
  }

  /** Goes on at the next packet of a known channel, or the next answer. */
  private skip(data: Buffer, from: number): number {
    let at = from + 1;
    const response = data.indexOf(RESPONSE_START, at);
    const limit = response < 0 ? data.length : response;
    while (at < limit && !this.isPacket(data, at)) {
      const dollar = data.indexOf(DOLLAR, at + 1);
      at = dollar < 0 || dollar > limit ? limit : dollar;
    }
    this.skipped += at - from;
    if (this.skipped > MAX_SKIPPED_BYTES) throw new RtspSyntaxError('it does not speak RTSP');
    return at;
  }

  private isPacket(data: Buffer, at: number): boolean {
    return data[at] === DOLLAR && (at + 1 >= data.length || this.events.isKnownChannel(data[at + 1] ?? 0));
  }

  private wait(bytes: number): undefined {
    this.needed = bytes;
    return undefined;
  }
}

/** Whether the bytes here are, as far as they have come, the beginning of an answer or of a request. */
function mayBeginMessage(data: Buffer, at: number): boolean {
  return /^(?:(?:RTSP|HTTP)\/|[A-Z_]{1,20}(?: |$))|^(?:R|RT|RTS|RTSP|H|HT|HTT|HTTP)$/.test(
    data.toString('latin1', at, at + LEAST_START_BYTES),
  );
}

function headEnd(data: Buffer, at: number): { readonly end: number; readonly next: number } | undefined {
  const usual = data.indexOf(HEAD_END, at);
  const short = data.indexOf(SHORT_HEAD_END, at);
  if (short >= 0 && (usual < 0 || short < usual)) return { end: short, next: short + SHORT_HEAD_END.length };
  return usual < 0 ? undefined : { end: usual, next: usual + HEAD_END.length };
}
