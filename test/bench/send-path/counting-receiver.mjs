// A process that reads datagrams and counts them; it says how many when asked, and ends with its parent.
import { createSocket } from 'node:dgram';

const receiveBufferBytes = 4 * 2 ** 20;

const socket = createSocket('udp4');
let datagrams = 0;
let bytes = 0;
socket.on('message', ({ length }) => {
  datagrams += 1;
  bytes += length;
});
socket.bind(0, '127.0.0.1', () => {
  socket.setRecvBufferSize(receiveBufferBytes);
  process.send({ port: socket.address().port });
});
process.on('message', () => process.send({ datagrams, bytes }));
process.on('disconnect', () => process.exit());
