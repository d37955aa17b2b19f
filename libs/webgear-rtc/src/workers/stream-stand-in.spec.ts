import { beforeEach, describe, expect, test } from '@jest/globals';
import type { PacketizedFrame } from '../media/packetized-frame.js';
import { RtpClock } from '../rtp/rtp-clock.js';
import { StreamStandIn } from './stream-stand-in.js';
import type { ThreadReport } from './thread-messages.interface.js';

function frame(keyFrame: boolean): PacketizedFrame {
  const nothing = { payloads: [], runs: [], byteLength: 0 };
  return { codec: 'h264', keyFrame, captureTimeUs: 0, rtpTimestamp: 0, ...nothing };
}

describe('a stream whose pictures are made in another thread', () => {
  let reports: ThreadReport[];
  let stream: StreamStandIn;

  beforeEach(() => {
    reports = [];
    const facts = { name: 'garden', passthroughEnabled: true, rtpClock: new RtpClock(0, 0) };
    stream = new StreamStandIn(5, facts, (report) => reports.push(report));
  });

  test('asks for a place, and says what the viewer decodes', () => {
    stream.subscribe('h264', (profile) => profile.startsWith('42') || profile.startsWith('4d'));
    expect(reports).toEqual([{ kind: 'enter', viewer: 5, codec: 'h264', h264ProfileIdcs: ['42', '4d'] }]);
  });

  test('gives the level once the viewer is let in', async () => {
    stream.admit(31);
    expect(await stream.h264LevelIdc()).toBe(31);
  });

  test('gives the reason when it is not', async () => {
    stream.refuse(new Error('full'));
    await expect(stream.h264LevelIdc()).rejects.toThrow('full');
  });

  test('leaves out what is under way behind a picture that was lost, up to a key frame, and says so once', () => {
    const seen: boolean[] = [];
    let takes = true;
    const subscription = stream.subscribe('h264', () => true);
    subscription.attach({
      sendFrame: ({ keyFrame }) => {
        if (takes) seen.push(keyFrame);
        return takes;
      },
    });
    reports = [];
    stream.send(frame(true), 1);
    takes = false;
    stream.send(frame(false), 2);
    takes = true;
    stream.send(frame(false), 3);
    stream.send(frame(true), 4);
    stream.send(frame(false), 5);
    expect(seen).toEqual([true, true, false]);
    expect(subscription.framesDropped()).toBe(2);
    expect(reports).toEqual([{ kind: 'lost', viewer: 5, number: 2 }]);
  });

  test('sends nothing to a viewer that has gone', () => {
    const seen: boolean[] = [];
    const subscription = stream.subscribe('h264', () => true);
    subscription.attach({ sendFrame: ({ keyFrame }) => seen.push(keyFrame) > 0 });
    subscription.release();
    stream.send(frame(true), 1);
    expect(seen).toEqual([]);
  });
});
