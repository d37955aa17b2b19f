import { createHmac, timingSafeEqual } from 'node:crypto';
import { crc32 } from 'node:zlib';
import { classes, Message, methods } from 'werift';
import { isIpv6, type RemoteAddress } from './remote-address.js';

/** A connectivity check as it is claimed to be, before anyone has verified it. */
export interface BindingRequest {
  /** Our half of USERNAME: which viewer's session it is for. */
  readonly localUsernameFragment: string;
  readonly remoteUsernameFragment: string;
}

/** What to do about a verified check. */
export interface VerifiedBinding {
  readonly response: Buffer;
  /** The viewer has chosen this path (RFC 8445, 8.1.1). */
  readonly nominated: boolean;
  /** Random, of the viewer's choice; repeated only where it repeats the check. */
  readonly transactionId: Buffer;
}

const headerBytes = 20;
const attributeHeaderBytes = 4;
const magicCookie = 0x2112a442;
const integrityBytes = 20;
const fingerprintBytes = 4;
const fingerprintXor = 0x5354554e;
/** An XOR-MAPPED-ADDRESS of IPv4: a byte of zeros, the family, port and address (RFC 8489, 14.2). */
const ipv4Bytes = 8;
const ipv4Family = 1;
const Attribute = {
  Username: 0x0006,
  MessageIntegrity: 0x0008,
  XorMappedAddress: 0x0020,
  UseCandidate: 0x0025,
  Fingerprint: 0x8028,
} as const;

/** Type and length as they are signed: the length of a message that ends with the signature (RFC 8489, 14.5). */
const head = Buffer.alloc(4);

/** Where what matters of a check lies; 0 for what it does not have. */
interface Layout {
  readonly usernameAt: number;
  readonly usernameBytes: number;
  /** Of the attribute, not of its value: what is signed ends there. */
  readonly integrityAt: number;
  readonly nominated: boolean;
}

/** Reads whom a check is for; `undefined` when it is not a binding request with a user name. */
export function readBindingRequest(data: Buffer): BindingRequest | undefined {
  const layout = readLayout(data);
  if (layout === undefined) return undefined;
  const { usernameAt, usernameBytes } = layout;
  const username = data.toString('utf8', usernameAt, usernameAt + usernameBytes);
  const [localUsernameFragment, remoteUsernameFragment] = username.split(':');
  if (!localUsernameFragment || !remoteUsernameFragment) return undefined;
  return { localUsernameFragment, remoteUsernameFragment };
}

/**
 * Verifies a check with the session's password and makes the response.
 *
 * A packet that fails is dropped in silence: an answer would tell a stranger that a server is here, and would let a forged
 * source address aim our packets (RFC 8445, 7.3; RFC 8489, 9.1.3).
 *
 * Every viewer checks its path each second or two. werift copies a message for each of its attributes, which takes four times
 * as long (28 against 7 µs, in turns in one process).
 */
export function respondToBinding(
  data: Buffer,
  password: string,
  from: RemoteAddress,
): VerifiedBinding | undefined {
  const layout = readLayout(data);
  if (layout === undefined || !isSigned(data, layout.integrityAt, password)) return undefined;
  const transactionId = data.subarray(8, headerBytes);
  const response = isIpv6(from)
    ? respondToIpv6(transactionId, password, from)
    : respondToIpv4(transactionId, password, from);
  return { response, nominated: layout.nominated, transactionId };
}

/** `undefined` for what is no binding request, is cut short, or has a wrong fingerprint. */
function readLayout(data: Buffer): Layout | undefined {
  if (data.length < headerBytes || data.readUInt16BE(0) !== (methods.BINDING | classes.REQUEST))
    return undefined;
  if (data.readUInt16BE(2) !== data.length - headerBytes || data.readUInt32BE(4) !== magicCookie)
    return undefined;
  let usernameAt = 0;
  let usernameBytes = 0;
  let integrityAt = 0;
  let nominated = false;
  for (let at = headerBytes; at < data.length;) {
    if (at + attributeHeaderBytes > data.length) return undefined;
    const type = data.readUInt16BE(at);
    const valueBytes = data.readUInt16BE(at + 2);
    const valueAt = at + attributeHeaderBytes;
    const end = valueAt + 4 * Math.ceil(valueBytes / 4);
    if (end > data.length) return undefined;
    if (type === Attribute.Fingerprint) {
      if (valueBytes !== fingerprintBytes || data.readUInt32BE(valueAt) !== fingerprintOf(data, at))
        return undefined;
      // It is the last (RFC 8489, 14.7).
      break;
    }
    // What stands behind the signature is not covered by it: anyone on the path can have added it (RFC 8489, 14.5).
    if (integrityAt === 0) {
      if (type === Attribute.Username && usernameAt === 0) {
        usernameAt = valueAt;
        usernameBytes = valueBytes;
      } else if (type === Attribute.UseCandidate) nominated = true;
      else if (type === Attribute.MessageIntegrity) {
        if (valueBytes !== integrityBytes) return undefined;
        integrityAt = at;
      }
    }
    at = end;
  }
  return { usernameAt, usernameBytes, integrityAt, nominated };
}

function isSigned(data: Buffer, integrityAt: number, password: string): boolean {
  if (integrityAt === 0) return false;
  const valueAt = integrityAt + attributeHeaderBytes;
  return timingSafeEqual(
    integrityOf(data, integrityAt, password),
    data.subarray(valueAt, valueAt + integrityBytes),
  );
}

/** The signature of a message, whose attribute for it begins at `end`. */
function integrityOf(data: Buffer, end: number, password: string): Buffer {
  writeHead(data, end + attributeHeaderBytes + integrityBytes);
  return createHmac('sha1', password).update(head).update(data.subarray(4, end)).digest();
}

/** The fingerprint of a message, whose attribute for it begins at `end`. */
function fingerprintOf(data: Buffer, end: number): number {
  writeHead(data, end + attributeHeaderBytes + fingerprintBytes);
  return (crc32(data.subarray(4, end), crc32(head)) ^ fingerprintXor) >>> 0;
}

function writeHead(data: Buffer, messageBytes: number): void {
  head[0] = data[0] ?? 0;
  head[1] = data[1] ?? 0;
  head.writeUInt16BE(messageBytes - headerBytes, 2);
}

function respondToIpv4(transactionId: Buffer, password: string, { address, port }: RemoteAddress): Buffer {
  const integrityAt = headerBytes + attributeHeaderBytes + ipv4Bytes;
  const fingerprintAt = integrityAt + attributeHeaderBytes + integrityBytes;
  const response = Buffer.alloc(fingerprintAt + attributeHeaderBytes + fingerprintBytes);
  response.writeUInt16BE(methods.BINDING | classes.RESPONSE, 0);
  response.writeUInt16BE(response.length - headerBytes, 2);
  response.writeUInt32BE(magicCookie, 4);
  response.set(transactionId, 8);
  writeAttributeHeader(response, headerBytes, Attribute.XorMappedAddress, ipv4Bytes);
  response.writeUInt16BE(ipv4Family, headerBytes + 4);
  response.writeUInt16BE(port ^ (magicCookie >>> 16), headerBytes + 6);
  address.split('.').forEach((octet, at) => {
    response[headerBytes + 8 + at] = Number(octet) ^ (magicCookie >>> (24 - 8 * at));
  });
  writeAttributeHeader(response, integrityAt, Attribute.MessageIntegrity, integrityBytes);
  response.set(integrityOf(response, integrityAt, password), integrityAt + attributeHeaderBytes);
  writeAttributeHeader(response, fingerprintAt, Attribute.Fingerprint, fingerprintBytes);
  response.writeUInt32BE(fingerprintOf(response, fingerprintAt), fingerprintAt + attributeHeaderBytes);
  return response;
}

function writeAttributeHeader(message: Buffer, at: number, type: number, valueBytes: number): void {
  message.writeUInt16BE(type, at);
  message.writeUInt16BE(valueBytes, at + 2);
}

function respondToIpv6(transactionId: Buffer, password: string, { address, port }: RemoteAddress): Buffer {
  return (
    new Message(methods.BINDING, classes.RESPONSE, transactionId)
      // Without the zone that a link-local address has here.
      .setAttribute('XOR-MAPPED-ADDRESS', [address.replace(/%.*$/, ''), port])
      .addMessageIntegrity(Buffer.from(password))
      .addFingerprint().bytes
  );
}
