import { describe, expect, test } from '@jest/globals';
import { SessionDescription } from 'werift';
import type { AudioDescription } from '../broadcast/stream-engine.js';
import type { AudioCodec } from '../media/audio-frame.js';
import { buildAnswer } from './build-answer.js';
import { negotiateAudio } from './negotiate-audio.js';
import { negotiateCodec } from './negotiate-codec.js';
import { parseOffer } from './parse-offer.js';
import {
  brokenRules,
  readSections,
  writeOffer,
  type OfferSection,
  type WrittenOffer,
} from '../testing/offer-writer.js';

const opus = ['111 opus/48000/2 minptime=10;useinbandfec=1'];
const stereoOpus = ['111 opus/48000/2 minptime=10;useinbandfec=1;stereo=1'];
const g711 = ['0 PCMU/8000', '8 PCMA/8000'];
const vp8 = ['96 VP8/90000', '97 rtx/90000 apt=96'];
const audio = (over: Partial<OfferSection> = {}): OfferSection => ({ kind: 'audio', codecs: opus, ...over });
const video = (over: Partial<OfferSection> = {}): OfferSection => ({ kind: 'video', codecs: vp8, ...over });
const data: OfferSection = { kind: 'application' };

function answer(sdp: string, served: AudioDescription | undefined, sync = true): string {
  const offer = parseOffer(sdp, ['vp8']);
  const negotiated = served && negotiateAudio(offer, served);
  return buildAnswer({
    offer,
    codec: negotiateCodec(offer.video, ['vp8']),
    h264LevelIdc: 31,
    ice: { usernameFragment: 'ours', password: 'a password of ours' },
    isLite: true,
    candidates: [{ address: '192.0.2.1', port: 4000, sdp: '1 1 udp 2130706431 192.0.2.1 4000 typ host' }],
    fingerprint: 'AB:CD',
    ssrc: 11,
    rtxSsrc: 22,
    cname: 'cname',
    extensions: [],
    ...(negotiated && { audio: { negotiated, ssrc: 33, extensions: [], sync } }),
    sessionId: 7,
  });
}

/** Kind, direction or `rejected`, and payload types of each section. */
const summary = (sdp: string): string[] =>
  readSections(sdp).map(({ kind, rejected, direction, formats }) => {
    if (rejected) return `${kind} rejected`;
    return kind === 'application' ? `${kind} accepted` : [kind, direction, ...formats].join(' ');
  });

const stereo: AudioDescription = { channels: 2, codecs: ['opus'] };
const withPcmu: AudioDescription = { channels: 1, codecs: ['opus', 'pcmu'] };
const sent = 'audio sendonly 111';
const seen = 'video sendonly 96 97';

type Row = [name: string, offer: WrittenOffer, expected: string[], served?: AudioDescription];
const combinations: Row[] = (['max-compat', 'balanced', 'max-bundle'] as const).flatMap((policy): Row[] => {
  const row = (name: string, sections: readonly OfferSection[], expected: string[]): Row => [
    `${policy}: ${name}`,
    { sections, policy },
    expected,
  ];
  return [
    row('sound first', [audio(), video()], [sent, seen]),
    row('sound last', [video(), audio()], [seen, sent]),
    row(
      'both directions, sound first',
      [audio({ direction: 'sendrecv' }), video({ direction: 'sendrecv' })],
      [sent, seen],
    ),
    row('both directions, sound last', [video(), audio({ direction: 'sendrecv' })], [seen, sent]),
    row('inactive sound first', [audio({ direction: 'inactive' }), video()], ['audio inactive 111', seen]),
    row('inactive sound last', [video(), audio({ direction: 'inactive' })], [seen, 'audio inactive 111']),
    row('sound that is only sent', [audio({ direction: 'sendonly' }), video()], ['audio inactive 111', seen]),
    row('refused sound last', [video(), audio({ rejected: true })], [seen, 'audio rejected']),
    row('two for sound', [audio(), video(), audio()], [sent, seen, 'audio inactive 111']),
    row(
      'two for sound, the first inactive',
      [audio({ direction: 'inactive' }), video(), audio()],
      ['audio inactive 111', seen, sent],
    ),
    row('sound, video and data', [audio(), video(), data], [sent, seen, 'application rejected']),
    row('data first', [data, audio(), video()], ['application accepted', sent, seen]),
  ];
});

describe('an answer with sound', () => {
  test.each<Row>([
    ...combinations,
    [
      'refused sound first, the video with a port of its own',
      { sections: [audio({ rejected: true }), video()] },
      ['audio rejected', seen],
    ],
    ['no group', { sections: [audio(), video()], bundle: null }, ['audio rejected', seen]],
    [
      'no group and no mids',
      { sections: [video({ mid: null }), audio({ mid: null })], bundle: null },
      [seen, 'audio rejected'],
    ],
    ['the sound beside the group', { sections: [audio(), video()], bundle: ['1'] }, ['audio rejected', seen]],
    [
      'the group in another order than the sections',
      { sections: [audio(), video()], bundle: ['1', '0'] },
      [sent, seen],
    ],
    [
      'no codec that is known',
      { sections: [audio({ codecs: ['9 G722/8000', '13 CN/8000'] }), video()] },
      ['audio inactive 9', seen],
    ],
    [
      'Opus of a clock that there is not',
      { sections: [video(), audio({ codecs: ['111 opus/16000'] })] },
      [seen, 'audio inactive 111'],
    ],
    [
      'Opus without its channels',
      { sections: [video(), audio({ codecs: ['109 OPUS/48000'] })] },
      [seen, 'audio sendonly 109'],
    ],
    [
      'Opus behind RED',
      { sections: [audio({ codecs: ['63 red/48000/2 111/111', ...opus] }), video()] },
      [sent, seen],
    ],
    ['Opus for two channels', { sections: [audio({ codecs: stereoOpus }), video()] }, [sent, seen]],
    [
      'G.711 alone, where the source has none',
      { sections: [audio({ codecs: g711 }), video()] },
      ['audio inactive 0', seen],
    ],
    [
      'G.711 alone, where the source has it',
      { sections: [audio({ codecs: g711 }), video()] },
      ['audio sendonly 0', seen],
      withPcmu,
    ],
    [
      'G.711 by number alone',
      { sections: [audio({ codecs: ['0', '8'] }), video()] },
      ['audio sendonly 0', seen],
      withPcmu,
    ],
    [
      'the other G.711 alone',
      { sections: [audio({ codecs: ['8 PCMA/8000'] }), video()] },
      ['audio inactive 8', seen],
      withPcmu,
    ],
    [
      'G.711 before Opus',
      { sections: [audio({ codecs: [...g711, ...opus] }), video()] },
      ['audio sendonly 0', seen],
      withPcmu,
    ],
    [
      'G.711 before Opus, where the source has none',
      { sections: [audio({ codecs: [...g711, ...opus] }), video()] },
      [sent, seen],
    ],
    [
      'Opus before G.711',
      { sections: [audio({ codecs: [...opus, ...g711] }), video()] },
      [sent, seen],
      withPcmu,
    ],
    [
      'two for sound, the first without a codec in common',
      {
        sections: [audio({ codecs: ['9 G722/8000'] }), video(), audio()],
      },
      ['audio inactive 9', seen, sent],
    ],
  ])('%s', (_name, offer, expected, served = stereo) => {
    const sdp = writeOffer(offer);
    const given = answer(sdp, served);
    expect(brokenRules(sdp, given)).toEqual([]);
    expect(SessionDescription.parse(given).media).toHaveLength(offer.sections.length);
    expect(summary(given)).toEqual(expected);
  });

  test.each(combinations)('without sound of ours: %s', (_name, offer, expected) => {
    const sdp = writeOffer(offer);
    const given = answer(sdp, undefined);
    expect(brokenRules(sdp, given)).toEqual([]);
    expect(SessionDescription.parse(given).media).toHaveLength(offer.sections.length);
    expect(summary(given)).toEqual(expected.map((line) => line.replace('audio sendonly', 'audio inactive')));
  });

  const soundOf = (served: AudioDescription, codecs: readonly string[] = opus, sync = true): string =>
    readSections(answer(writeOffer({ sections: [audio({ codecs }), video()] }), served, sync))[0]?.text ?? '';

  test.each<[channels: 1 | 2, parameters: string]>([
    [1, 'minptime=10;useinbandfec=1'],
    [2, 'minptime=10;useinbandfec=1;sprop-stereo=1;stereo=1'],
  ])('says that %i channels come, whatever the viewer prefers', (channels, parameters) => {
    for (const codecs of [opus, stereoOpus]) {
      const section = soundOf({ channels, codecs: ['opus'] }, codecs);
      expect(section).toContain('a=rtpmap:111 opus/48000/2\r\n');
      expect(section).toContain(`a=fmtp:111 ${parameters}\r\n`);
    }
  });

  test('has no retransmission, and one SSRC', () => {
    const section = soundOf(stereo);
    expect(section).not.toMatch(/nack|rtx|ssrc-group|rtcp-rsize/);
    expect(section.match(/^a=ssrc:\d+/gm)).toEqual(['a=ssrc:33', 'a=ssrc:33']);
  });

  test.each<[AudioCodec, string]>([
    ['pcmu', '0 PCMU/8000'],
    ['pcma', '8 PCMA/8000'],
  ])('has no parameters for %s', (codec, line) => {
    const section = soundOf({ channels: 2, codecs: ['opus', codec] }, [line]);
    expect(section).toContain(`a=rtpmap:${line}\r\n`);
    expect(section).not.toContain('a=fmtp:');
  });

  test('is one media stream, or two where they need not be in sync', () => {
    const streamsOf = (sync: boolean) =>
      answer(writeOffer({ sections: [audio(), video()] }), stereo, sync).match(/^a=msid.*(?=\r$)/gm);
    expect(streamsOf(true)).toEqual([
      'a=msid-semantic: WMS webgear-rtc',
      'a=msid:webgear-rtc audio',
      'a=msid:webgear-rtc video',
    ]);
    expect(streamsOf(false)).toEqual([
      'a=msid-semantic: WMS webgear-rtc webgear-rtc-audio',
      'a=msid:webgear-rtc-audio audio',
      'a=msid:webgear-rtc video',
    ]);
  });

  test('is refused where there is sound alone', () => {
    const sdp = writeOffer({ sections: [audio()] });
    expect(() => answer(sdp, stereo)).toThrow(expect.objectContaining({ status: 422 }));
  });
});
