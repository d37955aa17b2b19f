import { execFileSync } from 'node:child_process';
import { readFile, writeFile } from 'node:fs/promises';
import { afterAll, beforeAll, describe, expect, it } from '@jest/globals';
import { Backend } from '../../options/backend.js';
import { body, HttpAnswers } from '../../testing/http-answers.js';
import { playFrames } from '../../testing/play-frames.js';
import { temporaryFolder, type TemporaryFolder } from '../../testing/temporary-folder.js';

describe('a hostile playlist', () => {
  let folder: TemporaryFolder;
  let server: HttpAnswers;

  beforeAll(async () => {
    folder = await temporaryFolder();
    const film = '-f lavfi -i testsrc2=s=64x48:r=25:d=1 -c:v libx264 -g 25'.split(' ');
    execFileSync('ffmpeg', ['-loglevel', 'error', ...film, folder.file('film.ts')]);
    server = await HttpAnswers.start({});
  });

  afterAll(async () => {
    await server[Symbol.asyncDispose]();
    await folder[Symbol.asyncDispose]();
  });

  it('cannot refer to local files, nor to other protocols than http and https', async () => {
    const secret = folder.file('film.ts');
    const entries = [
      `file://${secret}`,
      secret,
      `concat:${secret}|${secret}`,
      `subfile,,start,0,end,0,,:${secret}`,
      `crypto:file:${secret}`,
      `data:video/mp2t;base64,${(await readFile(secret)).toString('base64')}`,
      'udp://127.0.0.1:9',
    ];
    for (const [index, entry] of entries.entries()) {
      const media = `#EXTM3U\n#EXT-X-TARGETDURATION:2\n#EXTINF:2,\n${entry}\n#EXT-X-ENDLIST\n`;
      server.set(`evil${index}.m3u8`, body(media, { 'Content-Type': 'application/vnd.apple.mpegurl' }));
      const master = `#EXTM3U\n#EXT-X-STREAM-INF:BANDWIDTH=1\n${server.origin}/evil${index}.m3u8\n`;
      await writeFile(folder.file('master.m3u8'), master);
      await writeFile(folder.file('nested.m3u8'), media.replace(entry, `${server.origin}/evil${index}.m3u8`));
      server.set('evil.m3u', body(`#EXTM3U\n#EXTINF:1,x\n${entry}\n`));
      // The ffmpeg program gets the same protocol whitelist; tested for the first playlists only, since each start is
      // slow.
      for (const api of index < 2 ? [Backend.CamGear, Backend.FFGear] : [Backend.CamGear]) {
        const tried = [`evil${index}.m3u8`, ...(index < 2 ? ['evil.m3u'] : [])];
        for (const path of tried)
          await expect(playFrames(`${server.origin}/${path}`, api, 50)).rejects.toMatchObject({
            code: expect.stringMatching(/^WGR_SOURCE/),
          });
      }
      for (const name of ['master.m3u8', 'nested.m3u8']) {
        await expect(playFrames(folder.file(name), Backend.CamGear, 50)).rejects.toMatchObject({
          code: expect.stringMatching(/^WGR_SOURCE/),
        });
      }
    }
  }, 60_000);
});
