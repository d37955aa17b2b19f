// A process that reads datagrams and counts them; it says its port and how many when asked, and ends with its parent.
import { createSocket } from 'node:dgram';
import { once } from 'node:events';

const receiveBufferBytes = 4 * 2 ** 20;

const socket = createSocket('udp4');
let datagrams = 0;
let bytes = 0;
socket.on('message', ({ length }) => {
  datagrams += 1;
  bytes += length;
});
socket.bind(0, '127.0.0.1');
const listening = once(socket, 'listening').then(() => socket.setRecvBufferSize(receiveBufferBytes));
process.on('message', async () => {
  await listening;
  process.send({ port: socket.address().port, datagrams, bytes });
});
process.on('disconnect', () => process.exit());
