import { QualityLadder } from '../broadcast/ladder/quality-ladder.js';
import { PassthroughRendition } from '../broadcast/passthrough/passthrough-rendition.js';
import type { StreamEngine } from '../broadcast/stream-engine.js';
import type { EncodedFrame } from '../media/encoded-frame.js';
import { Packetizer } from '../rtp/packetizer.js';
import { RtpClock } from '../rtp/rtp-clock.js';
import { annexB, ppsNalUnit, sliceNalUnit, spsNalUnit } from './h264-bits.js';
import { FakeVideoStream } from './fake-video-stream.js';
import { FrameLedger } from './frame-ledger.js';
import type { SourceAction, StreamOrigin } from './stream-engine-rig.js';

const frameMs = 33;
const info = {
  width: 1280,
  height: 720,
  framerate: 30,
  live: true,
  passthrough: { profile: '4d40', levelIdc: 30 },
};

/** A local stream with a fake source, of which the conformance suite makes other engines too. */
export class FakeStreamOrigin {
  readonly fake = new FakeVideoStream('garden', 0, {
    ladder: new QualityLadder({ renditions: 'auto', bitrateBps: undefined }),
    passthrough: {
      force: false,
      announcedLevelIdc: () => 31,
      createRendition: () =>
        new PassthroughRendition({
          clock: this.fake.clock,
          packetizer: new Packetizer('h264', new RtpClock(0, 0), true),
          maxGopUs: 12_000_000,
          announcedLevelIdc: () => 31,
        }),
    },
  });

  private readonly ledger = new FrameLedger(info);

  get engine(): StreamEngine {
    return this.fake.stream;
  }

  /** See `StreamEngineRig.act`. */
  async act(action: SourceAction): Promise<void> {
    const { clock, capture } = this.fake;
    await clock.advance(frameMs);
    switch (action) {
      case 'open':
        capture.open({ ...info, audio: { sampleRateHz: 8000, channels: 1, codec: 'pcmu' } });
        break;
      case 'open without sound':
        capture.open(info);
        break;
      case 'sound':
        capture.deliverAudio(clock.nowUs(), 'pcmu');
        break;
      case 'frame':
      case 'slate':
        capture.showsSlate = action === 'slate';
        capture.deliver(this.ledger.frame(clock.nowUs()));
        break;
      case 'encoded key frame':
      case 'encoded frame':
        capture.showsSlate = false;
        capture.deliverEncoded(this.encodedFrame(action === 'encoded key frame'));
        break;
      case 'end':
        capture.end();
        break;
    }
    await clock.advance(0);
  }

  origin(): StreamOrigin {
    const { capture } = this.fake;
    return {
      starts: capture.starts,
      audioListeners: capture.audioListeners,
      stats: this.fake.stream.stats(),
    };
  }

  private encodedFrame(keyFrame: boolean): EncodedFrame {
    const data = keyFrame
      ? annexB(
          spsNalUnit({ profileIdc: 77, constraints: 0x40, levelIdc: 30 }),
          ppsNalUnit(),
          sliceNalUnit('IDR'),
        )
      : annexB(sliceNalUnit('P'));
    const captureTimeUs = this.fake.clock.nowUs();
    return { codec: 'h264', keyFrame, captureTimeUs, width: info.width, height: info.height, data };
  }
}
