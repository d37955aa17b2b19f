import { DtlsClient } from 'werift';
import { SrtpProfile } from '../srtp/srtp-profile.js';
import type { DtlsCertificate } from './dtls-certificate.js';
import { DtlsSession } from './dtls-session.js';

let rehearsal: Promise<void> | undefined;

/**
 * Runs one handshake against ourselves, in memory: the first time it is called in this thread.
 *
 * werift's handshake is JavaScript, and slow until the engine has compiled it: 60 ms for a first handshake, 12
 * for the next. So the first viewer after a start does not wait longer than the others. What the engine has compiled serves
 * all registrations.
 */
export function warmUpHandshake(certificate: DtlsCertificate): Promise<void> {
  rehearsal ??= rehearse(certificate).catch((error: unknown) => {
    rehearsal = undefined;
    throw error;
  });
  return rehearsal;
}

function rehearse(certificate: DtlsCertificate): Promise<void> {
  return new Promise((resolve, reject) => {
    const transport: ConstructorParameters<typeof DtlsClient>[0]['transport'] = {
      type: 'memory',
      address: { address: '0.0.0.0', port: 0, family: 'IPv4' },
      closed: false,
      onData: () => undefined,
      send: async (datagram) => void setImmediate(() => session.handleDatagram(datagram, ['0.0.0.0', 0])),
      close: async () => undefined,
    };
    const client = new DtlsClient({
      cert: certificate.certificatePem,
      key: certificate.privateKeyPem,
      signatureHash: certificate.signatureHash,
      extendedMasterSecret: true,
      srtpProfiles: [SrtpProfile.AeadAes128Gcm],
      transport,
    });
    const session = new DtlsSession(
      certificate,
      [certificate.fingerprint],
      (datagram) => void setImmediate(() => transport.onData(datagram, ['0.0.0.0', 0])),
      { onConnected: () => resolve(), onFailed: reject, onClosed: () => undefined },
    );
    client.connect().catch(reject);
  });
}
