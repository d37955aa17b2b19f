// A process that notes when the last packet of each frame came, by stream. Stopped, it is a viewer that reads nothing.
import { createSocket } from 'node:dgram';

const markerBit = 0x80;

const socket = createSocket('udp4');
let arrivals = [];
socket.on('message', (datagram) => {
  if ((datagram[1] & markerBit) === 0 || (datagram[1] & 0x7f) !== 96) return;
  arrivals.push([datagram.readUInt32BE(8), performance.now()]);
});
socket.bind(0, '127.0.0.1', () => process.send({ port: socket.address().port }));
process.on('message', () => {
  process.send({ arrivals });
  arrivals = [];
});
process.on('disconnect', () => process.exit());
