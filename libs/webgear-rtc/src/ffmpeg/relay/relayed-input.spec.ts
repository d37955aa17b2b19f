import { afterEach, beforeEach, describe, expect, it } from '@jest/globals';
import { createServer, type Server } from 'node:net';
import { once } from 'node:events';
import { temporaryFolder, type TemporaryFolder } from '../../testing/temporary-folder.js';
import type { ByteRelay } from './byte-source.js';
import { FfmpegCallError } from '../ffmpeg-call.js';
import { loadNodeAv } from '../load-node-av.js';
import { MediaInput } from '../input/media-input.js';
import { mustBeRelayed } from './relayed-input.js';

const { signal } = new AbortController();
const request = { label: 'cam', options: {}, live: true, openTimeoutMs: 5000 } as const;
const relays = mustBeRelayed('srt') ? describe : describe.skip;

relays('a source that must not be opened in this process', () => {
  let folder: TemporaryFolder;
  let server: Server;
  let path: string;
  let closes: number;

  beforeEach(async () => {
    folder = await temporaryFolder();
    path = folder.file('socket');
    closes = 0;
    server = createServer((socket) => void socket.end('nothing of a video')).listen(path);
    await once(server, 'listening');
  });

  afterEach(async () => {
    server.close();
    await folder[Symbol.asyncDispose]();
  });

  const relay =
    (failure?: Error, address = Promise.resolve(`unix:${path}`)) =>
    (): ByteRelay => ({
      open: () => address,
      failureWithin: () => Promise.resolve(failure),
      close: () => {
        closes++;
        return Promise.resolve();
      },
    });

  it('is refused by every input without a relay', async () => {
    const url = 'srt://127.0.0.1:9?timeout=100000';
    const options = { protocol_whitelist: 'srt,udp' };
    const opening = MediaInput.open({ ...request, url, options }, signal);
    // Of what is on the list FFmpeg says no more; a connection would have been refused or timed out.
    await expect(opening).rejects.toMatchObject({
      code: 'WGR_SOURCE_FAILED',
      message: expect.stringMatching(/Invalid argument/),
    });
  });

  it('fails with what its relay failed with, and not with the end of the bytes', async () => {
    const { AVERROR_HTTP_FORBIDDEN: forbidden } = await loadNodeAv();
    const failure = new FfmpegCallError('read', forbidden, 'said over there');
    const opening = MediaInput.open({ ...request, url: 'srt://h:1', relay: relay(failure) }, signal);
    await expect(opening).rejects.toMatchObject({
      code: 'WGR_SOURCE_HTTP_ERROR',
      message: expect.stringMatching(/said over there/),
    });
    expect(closes).toBeGreaterThan(0);
  });

  it('fails with what was read where the relay has done its part', async () => {
    const opening = MediaInput.open({ ...request, url: 'srt://h:1', relay: relay() }, signal);
    await expect(opening).rejects.toMatchObject({ code: 'WGR_SOURCE_NOT_MEDIA' });
  });

  it('is given up when nobody waits for its relay any more', async () => {
    const gone = AbortSignal.timeout(100);
    const waiting = new Promise<string>((_resolve, reject) => {
      gone.addEventListener('abort', () => reject(new Error('closed')));
    });
    const opening = MediaInput.open({ ...request, url: 'srt://h:1', relay: relay(undefined, waiting) }, gone);
    await expect(opening).rejects.toMatchObject({ code: 'WGR_SOURCE_STOPPED' });
    expect(closes).toBeGreaterThan(0);
  });
});
