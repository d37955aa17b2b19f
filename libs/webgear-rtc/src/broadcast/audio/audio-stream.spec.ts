import { afterEach, beforeEach, describe, expect, test } from '@jest/globals';
import { audioRendition, fullVideo } from '../../media/rendition-key.js';
import { FakeVideoStream } from '../../testing/fake-video-stream.js';
import { RecordingSink } from '../../testing/stream-engine-rig.js';

const opus = audioRendition('opus');
const info = { width: 64, height: 36, framerate: 30, live: true };
const stereo = { sampleRateHz: 48_000, channels: 2 };

describe('the sound of a stream', () => {
  let fake: FakeVideoStream;

  beforeEach(() => {
    fake = new FakeVideoStream();
  });

  afterEach(() => fake.stream.close());

  const listen = async (stream = fake.stream): Promise<RecordingSink> => {
    const sink = new RecordingSink();
    stream.subscribe(opus, sink);
    await fake.clock.advance(0);
    return sink;
  };
  const bytes = (sink: RecordingSink): number[] =>
    sink.received.map(({ payloads }) => payloads[0]?.[0] ?? -1);

  test('is encoded once for all who listen, and not at all for nobody', async () => {
    fake.stream.subscribe(fullVideo('h264'), new RecordingSink());
    fake.capture.open({ ...info, audio: stereo });
    await fake.deliverAudio();
    expect(fake.audioSources).toEqual([]);
    expect(fake.capture.audioListeners).toBe(0);
    const first = fake.stream.subscribe(opus, new RecordingSink());
    const second = fake.stream.subscribe(opus, new RecordingSink());
    await fake.deliverAudio();
    expect(fake.audioSources).toHaveLength(1);
    expect(fake.capture.audioListeners).toBe(1);
    first.release();
    await fake.deliverAudio();
    expect(fake.audioSources[0]?.closed).toBe(false);
    second.release();
    await fake.deliverAudio();
    expect(fake.audioSources[0]?.closed).toBe(true);
    expect(fake.capture.audioListeners).toBe(0);
    expect(fake.audioSources).toHaveLength(1);
  });

  test.each([
    [undefined, 2],
    [{ sampleRateHz: 8000, channels: 1 }, 1],
    [{ sampleRateHz: 48_000, channels: 6 }, 2],
  ])('of %j is sent with %i channels', async (audio, channels) => {
    fake.capture.open({ ...info, ...(audio && { audio }) });
    await listen();
    expect(fake.audioSources.map(({ request }) => request.channels)).toEqual([channels]);
  });

  test('waits for the source to say what it has, but not without end', async () => {
    await listen();
    await fake.clock.advance(4000);
    expect(fake.audioSources).toEqual([]);
    await fake.clock.advance(1500);
    expect(fake.audioSources).toHaveLength(1);
  });

  test.each([
    ['auto', 'none', 0],
    ['auto', 'some', 1],
    [true, 'none', 1],
    [true, 'some', 1],
  ] as const)(
    'with audio: %s is silence where the source has %s and gives none: %i',
    async (audio, has, count) => {
      fake = new FakeVideoStream('fake', 0, { audio });
      fake.capture.open({ ...info, ...(has === 'some' && { audio: stereo }) });
      const sink = await listen();
      await fake.clock.advance(400);
      expect(sink.received).toHaveLength(0);
      await fake.clock.advance(200);
      // The fake makes a packet of what it is given; a real encoder goes on from there.
      expect(sink.received).toHaveLength(count);
    },
  );

  test('is not silence where there is some', async () => {
    fake.capture.open({ ...info, audio: stereo });
    const sink = await listen();
    await fake.deliverAudio();
    await fake.clock.advance(2000);
    expect(sink.received).toHaveLength(1);
  });

  test('is muted for those who listen and those who come, and no longer', async () => {
    fake.capture.open({ ...info, audio: stereo });
    const sink = await listen();
    await fake.deliverAudio();
    fake.stream.setMuted(true);
    await fake.deliverAudio();
    fake.stream.setMuted(false);
    await fake.deliverAudio();
    expect(bytes(sink)).toEqual([1, 0, 1]);
    fake.stream.setMuted(true);
    const other = new FakeVideoStream();
    other.stream.setMuted(true);
    other.capture.open({ ...info, audio: stereo });
    const late = new RecordingSink();
    other.stream.subscribe(opus, late);
    await other.deliverAudio();
    await other.deliverAudio();
    expect(bytes(late).every((byte) => byte === 0)).toBe(true);
    await other.stream.close();
  });

  test('is delivered to the application, encoded and decoded, whether or not it is muted', async () => {
    fake.capture.open({ ...info, audio: stereo });
    const [packets, frames]: [number[], number[]] = [[], []];
    const subscriptions = [
      fake.stream.encodedAudio$.subscribe(({ data }) => packets.push(data[0] ?? -1)),
      fake.stream.audioFrames$.subscribe(({ samples }) => frames.push(samples.length)),
    ];
    await fake.clock.advance(0);
    fake.stream.setMuted(true);
    await fake.deliverAudio();
    expect([packets, frames]).toEqual([[0], [1920]]);
    for (const subscription of subscriptions) subscription.unsubscribe();
    await fake.clock.advance(0);
    expect(fake.capture.audioListeners).toBe(0);
  });

  test('that nobody gets is neither described nor delivered', async () => {
    const silent = new FakeVideoStream('silent', 0, { audio: false });
    silent.capture.open({ ...info, audio: stereo });
    expect(silent.stream.describe()).toMatchObject({ audio: false, tracks: [{ kind: 'video' }] });
    expect(await silent.stream.audio(0)).toBeUndefined();
    expect(() => silent.stream.subscribe(opus)).toThrow(
      expect.objectContaining({ code: 'WGR_RENDITION_UNKNOWN' }),
    );
    let ended = 0;
    silent.stream.encodedAudio$.subscribe({ complete: () => ended++ });
    silent.stream.audioFrames$.subscribe({ complete: () => ended++ });
    expect(ended).toBe(2);
    await silent.stream.close();
  });

  test('that is always sent is described where the source has none', async () => {
    const always = new FakeVideoStream('always', 0, { audio: true });
    always.capture.open(info);
    expect(await always.stream.audio(0)).toEqual({ channels: 2, codecs: ['opus'] });
    expect(always.stream.stats().source).toEqual({ width: 64, height: 36, framerate: 30 });
    await always.stream.close();
  });

  test('is in the statistics', async () => {
    fake.capture.open({ ...info, audio: stereo });
    await listen();
    await fake.deliverAudio();
    const { source, renditions } = fake.stream.stats();
    expect(source?.audio).toEqual(stereo);
    expect(renditions).toEqual([
      expect.objectContaining({ track: 'audio', codec: 'opus', framesEncoded: 1, peers: 1, bitrateBps: 400 }),
    ]);
  });

  test('leaves nothing that waits when it is closed at any moment', async () => {
    fake.stream.subscribe(opus, new RecordingSink());
    await fake.stream.close();
    expect(fake.clock.sleeping).toBe(0);
    const other = new FakeVideoStream();
    other.capture.open({ ...info, audio: stereo });
    other.stream.subscribe(opus, new RecordingSink());
    await other.clock.advance(0);
    await other.stream.close();
    expect(other.clock.sleeping).toBe(0);
    expect(other.audioSources[0]?.closed).toBe(true);
  });
});
