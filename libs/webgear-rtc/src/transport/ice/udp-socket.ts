import { createSocket, type Socket } from 'node:dgram';
import { WebGearRtcError } from '../../errors/webgear-rtc.error.js';

const receiveBufferBytes = 2 ** 20;
const sendBufferBytes = 4 * 2 ** 20;

/**
 * Binds a UDP socket for media; port 0 takes any free one.
 *
 * @throws WebGearRtcError `WGR_UDP_PORT_UNAVAILABLE`
 */
export async function bindUdpSocket(family: 4 | 6, address: string, port: number): Promise<Socket> {
  const socket = createSocket({
    type: family === 4 ? 'udp4' : 'udp6',
    ipv6Only: family === 6,
    // All addresses are numbers, and the resolver's detour costs a tick per packet.
    lookup: (hostname, _options, done) => done(null, hostname, family),
  });
  await new Promise<void>((resolve, reject) => {
    socket.once('error', (cause) => {
      // One that is not bound keeps the process up all the same.
      socket.close();
      const detail = { address, port, reason: cause.message };
      reject(new WebGearRtcError('WGR_UDP_PORT_UNAVAILABLE', detail, { cause }));
    });
    socket.bind(port, address, () => {
      socket.removeAllListeners('error');
      resolve();
    });
  });
  trySetBufferSizes(socket);
  // A viewer that is gone makes the next send fail (ICMP port unreachable); its own time-out ends it.
  socket.on('error', () => undefined);
  return socket;
}

function trySetBufferSizes(socket: Socket): void {
  try {
    socket.setRecvBufferSize(receiveBufferBytes);
    socket.setSendBufferSize(sendBufferBytes);
  } catch {
    // The system allows less; it then keeps its own size.
  }
}
