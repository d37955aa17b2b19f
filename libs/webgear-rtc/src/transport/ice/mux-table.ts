import { AddressTable } from './address-table.js';
import { isBindingResponse } from './binding-request.js';
import type { IceCredentials } from './ice-credentials.js';
import { addressKey, type RemoteAddress } from './remote-address.js';
import { readBindingRequest, respondToBinding } from './stun-responder.js';

/** One viewer's end of the shared port. */
export interface MuxedConnection {
  /** Our half of the ICE user name: how a first packet finds its session. */
  readonly usernameFragment: string;
  readonly password: string;
  /** Those before an ICE restart, while the viewer may still use the pair that it had (RFC 8445, 9). */
  readonly formerIce?: IceCredentials | undefined;
  /**
   * A verified connectivity check came from here.
   *
   * @returns `false` when it is not to be answered: it is a recording of another peer's check
   */
  handleBinding(from: RemoteAddress, nominated: boolean, transactionId: Buffer): boolean | void;
  /** What may answer a check of the session's own, from an address it has verified; left out where it makes none. */
  handleBindingResponse?(datagram: Buffer, from: RemoteAddress): void;
  /** DTLS or SRTCP from an address this session has verified. */
  handleDatagram(datagram: Buffer, from: RemoteAddress): void;
}

interface Registration {
  readonly session: MuxedConnection;
  readonly addresses: Map<string, RemoteAddress>;
  /** ICE user names it is registered under: the current one, and the one before. */
  usernameFragments: readonly string[];
}

// A browser has a few networks and tries each with UDP and TCP. More addresses under one password are an attack.
const maxAddressesPerSession = 32;

/**
 * Which datagram is whose, and the ICE-lite side of each viewer (RFC 8445, 2.5).
 *
 * A datagram belongs to a session by the user name of a verified check, and from then on by its source address.
 * Everything else is dropped without an answer.
 */
export class MuxTable {
  private readonly registrations = new Map<string, Registration>();
  private readonly byAddress = new AddressTable<Registration>();
  private dropped = 0;

  /** Datagrams that belonged to nobody or failed verification. */
  get datagramsDropped(): number {
    return this.dropped;
  }

  register(session: MuxedConnection): void {
    const { usernameFragment } = session;
    const registration = { session, addresses: new Map(), usernameFragments: [usernameFragment] };
    this.registrations.set(usernameFragment, registration);
  }

  /** A session has other credentials, and may keep the former; its addresses stay its own, so that what comes from them still arrives. */
  rename(session: MuxedConnection, formerUsernameFragment: string): void {
    const registration = this.registrations.get(formerUsernameFragment);
    if (registration?.session !== session) return;
    const { usernameFragment } = session;
    for (const older of registration.usernameFragments.slice(1)) this.registrations.delete(older);
    registration.usernameFragments = [usernameFragment, formerUsernameFragment];
    this.registrations.set(usernameFragment, registration);
  }

  unregister(session: MuxedConnection): void {
    const registration = this.registrations.get(session.usernameFragment);
    if (registration === undefined) return;
    for (const each of registration.usernameFragments) this.registrations.delete(each);
    for (const address of registration.addresses.values()) {
      if (this.byAddress.get(address) === registration) this.byAddress.delete(address);
      address.stream?.close();
    }
  }

  /** Nothing comes from this address any more; it does not count for its session then. */
  forget(from: RemoteAddress): void {
    this.byAddress.get(from)?.addresses.delete(addressKey(from));
    this.byAddress.delete(from);
  }

  /**
   * Hands a datagram to whom it belongs.
   *
   * @param answer sends the response to a check
   * @returns whether it belonged to anybody
   */
  receive(datagram: Buffer, from: RemoteAddress, answer: (response: Buffer) => void): boolean {
    // Nothing can be sent to port 0, and trying throws: a raw socket that says it sent from there is up to no good.
    const isTaken = from.port !== 0 && this.deliver(datagram, from, answer);
    if (!isTaken) this.dropped++;
    return isTaken;
  }

  /** Nobody is known any more. */
  clear(): void {
    this.registrations.clear();
    this.byAddress.clear();
  }

  private deliver(datagram: Buffer, from: RemoteAddress, answer: (response: Buffer) => void): boolean {
    // The first byte tells STUN (0-3) from DTLS (20-63) and SRTCP (128-191) (RFC 7983, 7).
    const first = datagram[0];
    const isStun = first !== undefined && first <= 3;
    if (isStun && !isBindingResponse(datagram)) return this.acceptCheck(datagram, from, answer);
    const session = this.byAddress.get(from)?.session;
    if (isStun) session?.handleBindingResponse?.(datagram, from);
    else session?.handleDatagram(datagram, from);
    return session !== undefined;
  }

  private acceptCheck(datagram: Buffer, from: RemoteAddress, answer: (response: Buffer) => void): boolean {
    const request = readBindingRequest(datagram);
    const registration = request && this.registrations.get(request.localUsernameFragment);
    if (request === undefined || registration === undefined) return false;
    const { session } = registration;
    const isCurrent = request.localUsernameFragment === session.usernameFragment;
    const { password } = (isCurrent ? session : session.formerIce) ?? {};
    const verified = password === undefined ? undefined : respondToBinding(datagram, password, from);
    if (verified === undefined || !hasRoomFor(registration, from)) return false;
    const { transactionId } = verified;
    // What the viewer chose before a restart, it has to choose again.
    const nominated = verified.nominated && isCurrent;
    if (session.handleBinding(from, nominated, transactionId) === false) return false;
    const key = addressKey(from);
    if (!registration.addresses.has(key)) registration.addresses.set(key, from);
    // The newest proof wins: a port that a NAT has reassigned belongs to the new peer from now on.
    this.byAddress.set(from, registration);
    answer(verified.response);
    return true;
  }
}

function hasRoomFor({ addresses }: Registration, from: RemoteAddress): boolean {
  return addresses.size < maxAddressesPerSession || addresses.has(addressKey(from));
}
