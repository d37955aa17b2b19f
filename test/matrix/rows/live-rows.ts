import { existsSync, readFileSync } from 'node:fs';
import { Backend } from '../../../libs/webgear-rtc/src/options/backend.js';
import { freePort } from '../../support/free-port.js';
import { RtspServer } from '../../support/rtsp-server.js';
import { LiveHttpServer } from '../support/live-http-server.js';
import { LiveProgram } from '../support/live-program.js';
import { until } from '../support/watch-row.js';
import type { GoesOn, LiveSender, MatrixRow, PreparedInput } from '../support/matrix-row.interface.js';

const x264 = '-c:v libx264 -preset ultrafast -tune zerolatency -pix_fmt yuv420p -g 12';
const baseline = `${x264} -profile:v baseline -bf 0`;
const high = '-c:v libx264 -preset veryfast -pix_fmt yuv420p -g 12 -profile:v high -bf 2';
const h265 =
  '-c:v libx265 -preset ultrafast -tune zerolatency -pix_fmt yuv420p -x265-params keyint=12:log-level=none';
const mpeg2 = '-c:v mpeg2video -b:v 2M -g 12 -bf 0';
const vp8 = '-c:v libvpx -deadline realtime -cpu-used 8 -b:v 1M -g 12';
const jpeg = '-c:v mjpeg -pix_fmt yuvj420p -q:v 3';
const sound = '-f lavfi -i sine=frequency=440';

/** A stream without an end, and who sends it. */
interface Live extends Partial<Pick<GoesOn, 'framerate' | 'firstFrameMs' | 'reconnects' | 'passthrough'>> {
  readonly open: () => Promise<PreparedInput>;
  readonly options?: MatrixRow['options'];
}

/** Sent with datagrams to a port on which the product listens. */
const datagrams =
  (
    words: string,
    scheme: 'udp' | 'rtp' = 'udp',
    rate: number | string = 25,
    otherInputs = '',
  ): Live['open'] =>
  async () => {
    const port = await freePort();
    const muxer = scheme === 'udp' ? '-f mpegts' : '-f rtp_mpegts';
    const query = scheme === 'udp' ? '?pkt_size=1316' : '';
    return {
      source: `${scheme}://127.0.0.1:${port}`,
      startSender: () =>
        LiveProgram.start({
          words: `${words} ${muxer} ${scheme}://127.0.0.1:${port}${query}`,
          rate,
          otherInputs,
        }),
    };
  };

/** A sender that is called, or calls. */
const connection =
  (words: string, scheme: string, theirs: string, ours: string): Live['open'] =>
  async () => {
    const port = await freePort();
    const address = `${scheme}://127.0.0.1:${port}`;
    return {
      source: address + ours,
      startSender: () => LiveProgram.start({ words: `${words} ${address}${theirs}` }),
    };
  };

/** A camera on HTTP. */
const http =
  (words: string, path: string, type: string, rate: number | string = 25): Live['open'] =>
  async () => {
    const port = await freePort();
    return {
      source: `http://127.0.0.1:${port}/${path}`,
      startSender: () => LiveHttpServer.ofProgram(port, { words, rate }, type),
    };
  };

const lives: Readonly<Record<string, Live>> = {
  'MPEG-TS over UDP · H.264 baseline': { open: datagrams(baseline), reconnects: true },
  'MPEG-TS over UDP · H.264 baseline, encoded': {
    open: datagrams(baseline),
    options: { passthrough: 'never' },
    passthrough: false,
  },
  'MPEG-TS over UDP · H.264 high with B-frames': { open: datagrams(high) },
  'MPEG-TS over UDP · H.265': { open: datagrams(h265) },
  'MPEG-TS over UDP · MPEG-2': { open: datagrams(mpeg2), reconnects: true },
  'MPEG-TS over UDP · beside sound': {
    open: datagrams(`${baseline} -c:a aac -map 0:v -map 1:a`, 'udp', 25, sound),
  },
  'MPEG-TS over UDP · 1 frame per second': { open: datagrams(`${baseline} -g 2`, 'udp', 1), framerate: 1 },
  'MPEG-TS over UDP · 5 frames per second': { open: datagrams(`${baseline} -g 5`, 'udp', 5), framerate: 5 },
  'MPEG-TS over UDP · 50 frames per second': { open: datagrams(baseline, 'udp', 50), framerate: 50 },
  'MPEG-TS over UDP · for FFGear': { open: datagrams(baseline), options: { api: Backend.FFGear } },
  'MPEG-TS over RTP · H.264': { open: datagrams(baseline, 'rtp'), reconnects: true },
  'SRT that is called · H.264': {
    open: connection(`${baseline} -f mpegts`, 'srt', '?mode=listener', ''),
    reconnects: true,
  },
  'SRT that calls · H.264': {
    open: connection(`${baseline} -f mpegts`, 'srt', '?mode=caller', '?mode=listener'),
  },
  'TCP that is called · MPEG-TS': {
    open: connection(`${baseline} -f mpegts`, 'tcp', '?listen=1', ''),
    reconnects: true,
  },
  'TCP that is called · Matroska': { open: connection(`${vp8} -f matroska -live 1`, 'tcp', '?listen=1', '') },
  'RTMP that is called · H.264': {
    open: connection(`${baseline} -f flv -listen 1`, 'rtmp', '/live/stream', '/live/stream'),
  },
  'HTTP without a length · MPEG-TS': {
    open: http(`${baseline} -f mpegts`, 'live.ts', 'video/mp2t'),
    reconnects: true,
  },
  'HTTP without a length · WebM': { open: http(`${vp8} -f webm -live 1`, 'live.webm', 'video/webm') },
  'HTTP without a length · Matroska': {
    open: http(`${baseline} -f matroska -live 1`, 'live.mkv', 'video/x-matroska'),
  },
  'HTTP without a length · FLV': {
    open: http(`${baseline} -f flv`, 'live.flv', 'video/x-flv'),
    reconnects: true,
  },
  'HTTP without a length · MP4 in fragments': {
    open: http(
      `${baseline} -f mp4 -movflags +frag_every_frame+empty_moov+default_base_moof`,
      'live.mp4',
      'video/mp4',
    ),
  },
  'HTTP without a length · raw H.264': { open: http(`${baseline} -f h264`, 'live.h264', 'video/h264') },
  'HTTP without a length · JPEG after JPEG': {
    open: http(`${jpeg} -f mjpeg`, 'live.mjpeg', 'video/x-motion-jpeg', 10),
    framerate: 10,
  },
  'HTTP without a length · Ogg': {
    open: http('-c:v libtheora -q:v 10 -g 12 -f ogg -page_duration 20000', 'live.ogv', 'video/ogg'),
  },
  'HTTP without a length · MPEG-TS for FFGear': {
    open: http(`${baseline} -f mpegts`, 'live.ts', 'video/mp2t'),
    options: { api: Backend.FFGear },
  },
};

const senderRows = Object.entries(lives).map(([name, live]) => liveRow(name, live));

/** Cameras that speak RTSP. */
const cameras: readonly (readonly [
  name: string,
  password: string,
  transport: 'udp' | '',
  live: Partial<Live>,
])[] = [
  ['RTSP', '', '', { reconnects: true }],
  ['RTSP, encoded', '', '', { options: { passthrough: 'never' } }],
  ['RTSP over UDP alone', '', 'udp', {}],
  ['RTSP with a password', 's3cret-Word', '', {}],
  ['RTSP for FFGear', '', '', { options: { api: Backend.FFGear } }],
];

const cameraRows = cameras.map(([name, password, transport, live]): MatrixRow => {
  const open = async (): Promise<PreparedInput> => {
    const server = await RtspServer.start(password, transport);
    const sender: LiveSender = {
      unplug: () => server.unplug(),
      plugIn: () => server.plugIn(),
      [Symbol.asyncDispose]: () => server[Symbol.asyncDispose](),
    };
    return {
      source: server.url(password === '' ? undefined : `viewer:${password}`),
      startSender: () => Promise.resolve(sender),
    };
  };
  const row = liveRow(name, { ...live, open });
  return { ...row, wanted: { ...row.wanted, width: 320, height: 240, quadrants: false } as GoesOn };
});

/** An RTSP camera that is asked with the wrong password. */
const refused: MatrixRow = {
  name: 'RTSP with the wrong password',
  prepare: async () => {
    const server = await RtspServer.start('s3cret-Word');
    const end = (): Promise<void> => server[Symbol.asyncDispose]();
    return {
      source: server.url('viewer:Wr0ng-Word'),
      startSender: () => Promise.resolve({ unplug: end, plugIn: end, [Symbol.asyncDispose]: end }),
    };
  },
  wanted: {
    kind: 'fails',
    code: 'WGR_SOURCE_HTTP_ERROR',
    words: /401|unauthori[sz]ed|password/i,
    state: 'reconnecting',
  },
};

/** RTP as a session description tells of it. */
const described: MatrixRow = liveRow('a session description of RTP · H.264', {
  open: async () => Promise.reject(new Error('made below')),
});

const describedRow: MatrixRow = {
  ...described,
  prepare: async ({ inputs }) => {
    const port = await freePort();
    const source = inputs.path('camera.sdp');
    const settings = { words: `${baseline} -an -f rtp -sdp_file ${source} rtp://127.0.0.1:${port}` };
    // The first run writes the description, which is there before the row begins.
    const first = await LiveProgram.start(settings);
    if (!(await until(() => existsSync(source) && readFileSync(source, 'utf8').includes('m=video'), 10_000)))
      throw new Error('ffmpeg wrote no session description within 10 s.');
    await first.unplug();
    return { source, startSender: () => LiveProgram.start(settings) };
  },
};

/** Sources that set their own pace: they are followed, and opened again when they come back. */
export const liveRows: readonly MatrixRow[] = [...senderRows, ...cameraRows, refused, describedRow];

function liveRow(
  name: string,
  { open, options, framerate = 25, firstFrameMs = 10_000, reconnects, passthrough }: Live,
): MatrixRow {
  return {
    name,
    options: { stallTimeoutMs: 2000, ...options },
    prepare: open,
    wanted: {
      kind: 'goes on',
      width: 160,
      height: 120,
      framerate,
      firstFrameMs,
      ...(reconnects !== undefined && { reconnects }),
      ...(passthrough !== undefined && { passthrough }),
    },
  };
}
