import { afterAll, beforeAll, expect, test } from '@jest/globals';
import { makeVideoFile } from '../../libs/webgear-rtc/src/testing/make-video-file.js';
import {
  temporaryFolder,
  type TemporaryFolder,
} from '../../libs/webgear-rtc/src/testing/temporary-folder.js';
import { eventually } from '../e2e/support/eventually.js';
import { HostApp } from '../e2e/support/host-app.js';
import { NativeViewer } from '../support/native-viewer.js';
import { postOffer } from '../support/post-offer.js';

let folder: TemporaryFolder;

beforeAll(async () => {
  folder = await temporaryFolder();
  await makeVideoFile(folder.file('short.mp4'), { width: 160, height: 90, framerate: 25, seconds: 1 });
});

afterAll(async () => {
  await folder[Symbol.asyncDispose]();
});

test.each([false, true])(
  'a file that has ended plays again for the viewer who comes next, with other viewers or none (infinite frames: %s)',
  async (enableInfiniteFrames) => {
    await using host = await HostApp.start({
      source: folder.file('short.mp4'),
      passthrough: 'never',
      enableInfiniteFrames,
    });
    await using first = new NativeViewer(['h264']);
    await first.connect((sdp) => postOffer(host.url, sdp));
    // The file has 25 frames; what comes after them is a slate.
    await untilCaptured(host, 30);
    if (!enableInfiniteFrames) await untilState(host, 'ended');
    const states: string[] = [];
    const watching = host.service.state$().subscribe((state) => states.push(state));
    await using second = new NativeViewer(['h264']);
    await second.connect((sdp) => postOffer(host.url, sdp));
    expect((await second.waitForFrames(10))[0]?.keyFrame).toBe(true);
    expect(states.slice(1, 3)).toEqual(['starting', 'live']);
    expect(first.state).toBe('connected');
    watching.unsubscribe();
  },
  30_000,
);

function untilCaptured(host: HostApp, count: number): Promise<number> {
  return eventually(
    () => host.service.stats().framesCaptured,
    (captured) => captured >= count,
    10_000,
  );
}

function untilState(host: HostApp, wanted: string): Promise<string> {
  return eventually(
    () => host.service.stats().state,
    (state) => state === wanted,
    10_000,
  );
}
