import { afterAll, beforeAll, describe, expect, it } from '@jest/globals';
import { CaptureHost } from '../../../../../test/support/capture-host.js';
import { WebGearRtcService } from '../../webgear-rtc.service.js';
import { until } from '../../testing/until.js';
import { whepAddress } from '../../sources/whep/whep-address.js';
import { PullConnection } from './pull-connection.js';
import { WhepClient } from './whep-client.js';

describe('a session at a server of this library', () => {
  let host: CaptureHost;
  let port: string;

  beforeAll(async () => {
    host = await CaptureHost.start({ source: 'test:', resolution: [320, 240], udpPort: 0 });
    await host.app.listen(0, '127.0.0.1');
    ({ port } = new URL(await host.app.getUrl()));
  });

  afterAll(() => host[Symbol.asyncDispose]());

  const request = { codecs: ['h264', 'vp8'], audio: true, isLocal: true } as const;

  it('is connected, gets packets, and ends at both sides', async () => {
    const client = new WhepClient(whepAddress(`whep://127.0.0.1:${port}/whep`));
    let packets = 0;
    let closed: string | undefined;
    const { connection, answer, keys } = await PullConnection.open(
      client,
      request,
      { onPacket: () => packets++, onClosed: (reason) => (closed = reason) },
      new AbortController().signal,
    );
    expect(answer.serverIsActive).toBe(false);
    expect(answer.video.map(({ codec }) => codec)).toContain('h264');
    expect(answer.video[0]?.rtxPayloadType).toBeDefined();
    expect(keys.local.key).not.toEqual(keys.remote.key);
    await until('packets', () => packets > 10);
    const service = host.app.get(WebGearRtcService);
    expect(service.peers.map(({ state }) => state)).toEqual(['connected']);
    connection.close();
    await until('the end of the viewer', () => service.peers.length === 0);
    expect(closed).toBeUndefined();
  });
});
