import type { Socket } from 'node:dgram';
import { BlockList, isIP } from 'node:net';
import { checkCredentials } from '../binding-request.js';
import { hostAddresses, hostCandidates, type LocalCandidate } from '../host-candidates.js';
import { createIceCredentials, type IceCredentials } from '../ice-credentials.js';
import type { OfferedCandidate } from '../offered-candidate.js';
import { isIpv6, type RemoteAddress } from '../remote-address.js';
import { readBindingRequest, respondToBinding } from '../stun-responder.js';
import { bindUdpSocket } from '../udp-socket.js';
import { CheckList } from './check-list.js';

/** What a session tells its owner. */
export interface ControllingIceEvents {
  /** A datagram that is not STUN, from an address of the other side. */
  onDatagram(datagram: Buffer, from: RemoteAddress): void;
  /** At most once: the other side has not answered for so long that nothing more may be sent to it. */
  onLost(): void;
}

/** The other side's half, from its answer. */
export interface AnsweredIce extends IceCredentials {
  readonly candidates: readonly OfferedCandidate[];
}

/** A server announces few; each is sent checks. */
const mostCandidates = 16;
/** Of checks to keep consent (RFC 7675, 5.1: every 5 s, and the end after 30 s without an answer). */
const consentIntervalMs = 5_000;
const consentLostMs = 30_000;

const anyIpv4 = '0.0.0.0';
const anyIpv6 = '::';

/** Where no server could be. */
const nowhere = new BlockList();
nowhere.addSubnet('0.0.0.0', 8, 'ipv4');
nowhere.addSubnet('224.0.0.0', 3, 'ipv4');
nowhere.addAddress('::', 'ipv6');
nowhere.addSubnet('ff00::', 8, 'ipv6');

/** ICE as the controlling, full agent, over two sockets of its own (RFC 8445, 2.3): of a session that this side offers. */
export class ControllingIce {
  readonly credentials = createIceCredentials();
  private checks: CheckList | undefined;
  private consent: NodeJS.Timeout | undefined;
  private selected: RemoteAddress | undefined;
  private isClosed = false;

  private constructor(
    private readonly sockets: readonly Socket[],
    private readonly events: ControllingIceEvents,
  ) {
    for (const socket of sockets) {
      socket.on('message', (datagram, { address, port }) => this.receive(datagram, { address, port }));
    }
  }

  /**
   * Opens sockets on free ports, over IPv6 where the machine has it.
   *
   * @throws WebGearRtcError `WGR_UDP_PORT_UNAVAILABLE`
   */
  static async open(events: ControllingIceEvents): Promise<ControllingIce> {
    const ipv4 = await bindUdpSocket(4, anyIpv4, 0);
    const ipv6 = await bindUdpSocket(6, anyIpv6, 0).catch(() => undefined);
    return new ControllingIce(ipv6 === undefined ? [ipv4] : [ipv4, ipv6], events);
  }

  /** @param isLocal whether the other side is on this machine, and finds us at the loopback address */
  candidates(isLocal: boolean): LocalCandidate[] {
    const addresses = hostAddresses({
      announcedAddresses: [],
      boundAddress: anyIpv4,
      ipv6: this.sockets.length > 1,
      preferredAddress: isLocal ? '127.0.0.1' : undefined,
    }).filter(({ host }) => isLocal || !(host === '::1' || host.startsWith('127.')));
    return this.sockets.flatMap((socket, index) => {
      const family = addresses.filter(({ host }) => host.includes(':') === (index === 1));
      return hostCandidates(family, socket.address().port);
    });
  }

  /**
   * Checks the candidates of the answer, and resolves with the address that was selected.
   *
   * @throws the reason of the signal, when it aborts before
   */
  connect(answered: AnsweredIce, signal: AbortSignal): Promise<RemoteAddress> {
    return new Promise((resolve, reject) => {
      const giveUp = (): void => {
        this.checks?.stop();
        reject(signal.reason as Error);
      };
      if (signal.aborted) return giveUp();
      signal.addEventListener('abort', giveUp, { once: true });
      this.checks = new CheckList(checkCredentials(this.credentials, answered), {
        send: (datagram, to) => this.send(datagram, to),
        onSelected: (remote) => {
          signal.removeEventListener('abort', giveUp);
          this.select(remote);
          resolve(remote);
        },
      });
      this.checks.add(
        answered.candidates
          .filter(({ protocol, component, ip, port }) => isReachable(protocol, component, ip, port))
          .slice(0, mostCandidates)
          .map(({ ip, port, priority }) => ({ remote: { address: ip, port }, priority })),
      );
    });
  }

  /** Sends a datagram to where the media comes from, or elsewhere. */
  send(datagram: Buffer, to: RemoteAddress | undefined = this.selected): void {
    if (this.isClosed || to === undefined) return;
    const [ipv4, ipv6] = this.sockets;
    (isIpv6(to) ? ipv6 : ipv4)?.send(datagram, to.port, to.address);
  }

  /** Releases the sockets; what was sent still leaves. A second call does nothing. */
  async close(): Promise<void> {
    if (this.isClosed) return;
    this.isClosed = true;
    this.checks?.stop();
    clearInterval(this.consent);
    await Promise.all(
      this.sockets.map((socket) => new Promise<void>((resolve) => socket.close(() => resolve()))),
    );
  }

  private select(remote: RemoteAddress): void {
    this.selected = remote;
    this.consent = setInterval(() => this.keepConsent(), consentIntervalMs);
    this.consent.unref();
  }

  private keepConsent(): void {
    if ((this.checks?.silenceMs ?? 0) < consentLostMs) return this.checks?.refresh();
    clearInterval(this.consent);
    this.selected = undefined;
    this.events.onLost();
  }

  private receive(datagram: Buffer, from: RemoteAddress): void {
    const { checks } = this;
    if (this.isClosed || checks === undefined || from.port === 0) return;
    // The first byte tells STUN (0-3) from DTLS (20-63) and SRTP (128-191) (RFC 7983, 7).
    if ((datagram[0] ?? 255) > 3) {
      if (checks.isVerified(from)) this.events.onDatagram(datagram, from);
      return;
    }
    const request = readBindingRequest(datagram);
    if (request === undefined) return checks.handleResponse(datagram, from);
    if (request.localUsernameFragment !== this.credentials.usernameFragment) return;
    const verified = respondToBinding(datagram, this.credentials.password, from);
    if (verified === undefined) return;
    this.send(verified.response, from);
    // A check that came through tells of an address that the answer did not name (RFC 8445, 7.3.1.3).
    if (this.selected === undefined) checks.add([{ remote: from, priority: 0 }]);
  }
}

function isReachable(protocol: string, component: number, ip: string, port: number): boolean {
  const family = isIP(ip);
  if (protocol.toLowerCase() !== 'udp' || component !== 1 || family === 0) return false;
  return port > 0 && port < 65_536 && !nowhere.check(ip, family === 6 ? 'ipv6' : 'ipv4');
}
