import { once } from 'node:events';
import { connect } from 'node:net';
import { setTimeout as sleep } from 'node:timers/promises';
import { expect, it } from '@jest/globals';
import { adapters, temporaryFolder, UnitHost } from '../../../test/support/unit-host.js';
import { WebGearRtcModule } from './webgear-rtc.module.js';

it.each(adapters)(
  'an application under %s ends although a page asks for its state again and again',
  async (adapter) => {
    using folder = temporaryFolder();
    const imports = [WebGearRtcModule.forRoot({ source: 'test:', customDataLocation: folder.path })];
    const { app, url } = await UnitHost.start({ adapter, imports, forceCloseConnections: false });
    const { hostname, port } = new URL(url);
    // Browsers open one more than they use: Node ends connections that have had a request, and waits for this one.
    const socket = connect(Number(port), hostname);
    socket.on('error', () => undefined).resume();
    await once(socket, 'connect');
    await sleep(50);
    const ended = app.close().then(() => 'ended');
    await sleep(500);
    const ask = (): unknown =>
      socket.writable && socket.write(`GET /state HTTP/1.1\r\nHost: ${hostname}\r\n\r\n`);
    const polling = setInterval(ask, 300);
    try {
      expect(await Promise.race([ended, sleep(3000, 'still open', { ref: false })])).toBe('ended');
    } finally {
      clearInterval(polling);
      socket.destroy();
      await ended;
    }
  },
);
