import { execFileSync } from 'node:child_process';
import { readFile } from 'node:fs/promises';
import { beforeAll, describe, expect, it } from '@jest/globals';
import { SystemCaptureClock } from '../../media/capture-clock.js';
import { RtspCamera, type RtspCameraOptions } from '../../testing/rtsp-camera.js';
import { Backend } from '../../options/backend.js';
import { temporaryFolder } from '../../testing/temporary-folder.js';
import { createVideoSource } from '../create-video-source.js';

const clock = new SystemCaptureClock();
const sound = 'm=audio 0 RTP/AVP 0\r\na=control:sound';
const events = 'm=application 0 RTP/AVP 107\r\na=rtpmap:107 vnd.onvif.metadata/90000\r\na=control:events';
const second = 'm=video 0 RTP/AVP 97\r\na=rtpmap:97 H264/90000\r\na=control:second';

describe('an RTSP camera', () => {
  let h264: Buffer;

  beforeAll(async () => {
    await using folder = await temporaryFolder();
    const path = folder.file('film.h264');
    const encode = '-t 2 -i testsrc2=s=160x120:r=25 -c:v libx264 -g 12 -bf 0 -pix_fmt yuv420p'.split(' ');
    execFileSync('ffmpeg', ['-loglevel', 'error', '-f', 'lavfi', ...encode, path]);
    h264 = await readFile(path);
  });

  const refused = (name: string, transport?: string): NonNullable<RtspCameraOptions['setupStatus']> => {
    return (track, by) => (track === name && (transport ?? by) === by ? 461 : 200);
  };

  it.each<[string, Omit<RtspCameraOptions, 'h264'>, lastTrack?: RegExp]>([
    ['refuses TCP for its sound', { tracksAfter: [sound], setupStatus: refused('sound', 'tcp') }, /video/],
    ['refuses its sound altogether', { tracksBefore: [sound], setupStatus: refused('sound') }, /video/],
    ['refuses its events', { tracksAfter: [sound, events], setupStatus: refused('events') }],
    ['refuses TCP', { setupStatus: refused('video', 'tcp') }],
    ['refuses UDP', { setupStatus: refused('video', 'udp') }],
    ['refuses TCP for a second video', { tracksAfter: [second], setupStatus: refused('second', 'tcp') }],
  ])(
    'that %s delivers its video',
    async (what, options, lastTrack = /./) => {
      // Also tested with the ffmpeg program; one row shows its own fallback.
      const isForBoth = what.includes('second') || what.includes('events');
      for (const api of isForBoth ? [Backend.CamGear, Backend.FFGear] : [Backend.CamGear]) {
        await using camera = await RtspCamera.start({ h264, ...options });
        const source = createVideoSource({ source: camera.url, api, clock });
        try {
          await expect(source.open(new AbortController().signal)).resolves.toMatchObject({
            width: 160,
            live: true,
          });
          let frames = 0;
          for await (const frame of source.frames()) {
            frame.close();
            if (++frames === 5) break;
          }
          expect(frames).toBe(5);
          // The sound is asked for, and a session with a track that is refused is given up.
          expect(camera.setups.at(-1)).toMatch(lastTrack);
        } finally {
          await source.close();
        }
      }
    },
    30_000,
  );

  it.each<[options: { audio?: boolean; audioSource?: string }, setups: string[]]>([
    [{}, ['video tcp', 'sound tcp']],
    [{ audio: true }, ['video tcp', 'sound tcp']],
    [{ audio: false }, ['video tcp']],
    [{ audioSource: 'speech.wav' }, ['video tcp']],
  ])(
    'is asked for its sound unless there is to be none, or another one: %j',
    async (options, setups) => {
      await using camera = await RtspCamera.start({ h264, tracksAfter: [sound] });
      const source = createVideoSource({ source: camera.url, clock, ...options });
      await source.open(new AbortController().signal);
      await source.close();
      expect(camera.setups).toEqual(setups);
    },
    30_000,
  );
});
