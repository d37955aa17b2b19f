import { describe, expect, test } from '@jest/globals';
import { bindUdpSocket } from './udp-socket.js';

describe('bindUdpSocket', () => {
  test('opens one number for both families', async () => {
    const ipv4 = await bindUdpSocket(4, '0.0.0.0', 0);
    const { port } = ipv4.address();
    const ipv6 = await bindUdpSocket(6, '::', port);
    expect(ipv6.address()).toMatchObject({ port, family: 'IPv6' });
    ipv4.close();
    ipv6.close();
  });

  test.each([4, 6] as const)('says that a number of IPv%i is taken', async (family) => {
    const address = family === 4 ? '127.0.0.1' : '::1';
    const holder = await bindUdpSocket(family, address, 0);
    await expect(bindUdpSocket(family, address, holder.address().port)).rejects.toMatchObject({
      code: 'WGR_UDP_PORT_UNAVAILABLE',
    });
    holder.close();
  });
});
