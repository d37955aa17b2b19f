import { readFile } from 'node:fs/promises';
import type { ServerResponse } from 'node:http';
import { setTimeout as sleep } from 'node:timers/promises';
import { freePort } from '../../support/free-port.js';
import { LiveHttpServer } from '../support/live-http-server.js';
import type { MatrixRow } from '../support/matrix-row.interface.js';

const rate = 10;

/** What an MJPEG server may do its own way. */
interface Dialect {
  /** Whether the boundary stands before the first image, too. */
  readonly beginsWithBoundary: boolean;
  readonly statesLength: boolean;
  readonly endOfLine: '\r\n' | '\n';
  /** The parameter of the Content-Type, and what stands before each part. */
  readonly boundary?: readonly [stated: string, written: string];
  readonly partType?: string;
  /** Whether the boundary comes right after each image, instead of right before. */
  readonly endsWithBoundary?: boolean;
}

const both = [true, false] as const;

const dialects: Readonly<Record<string, Dialect>> = {
  ...Object.fromEntries(
    both.flatMap((beginsWithBoundary) =>
      both.flatMap((statesLength) =>
        (['\r\n', '\n'] as const).map((endOfLine) => [
          [
            beginsWithBoundary ? 'a first boundary' : 'no first boundary',
            statesLength ? 'lengths' : 'no lengths',
            endOfLine === '\n' ? 'lines that end in LF' : 'lines that end in CR LF',
          ].join(', '),
          { beginsWithBoundary, statesLength, endOfLine },
        ]),
      ),
    ),
  ),
  'a boundary in quotes': {
    beginsWithBoundary: true,
    statesLength: true,
    endOfLine: '\r\n',
    boundary: ['"frame"', '--frame'],
  },
  'a stated boundary that begins with dashes': {
    beginsWithBoundary: true,
    statesLength: true,
    endOfLine: '\r\n',
    boundary: ['--frame', '--frame'],
  },
  'a boundary without dashes': {
    beginsWithBoundary: true,
    statesLength: true,
    endOfLine: '\r\n',
    boundary: ['frame', 'frame'],
  },
  'a boundary after each image': {
    beginsWithBoundary: true,
    statesLength: false,
    endOfLine: '\r\n',
    endsWithBoundary: true,
  },
  'parts of type image/jpg': {
    beginsWithBoundary: true,
    statesLength: true,
    endOfLine: '\r\n',
    partType: 'image/jpg',
  },
};

/** Cameras that send JPEG images in one endless answer, each with its own idea of how. */
export const multipartRows: readonly MatrixRow[] = Object.entries(dialects).map(([name, dialect], index) => ({
  name: `MJPEG over HTTP with ${name}`,
  options: { stallTimeoutMs: 2000 },
  prepare: async ({ inputs }) => {
    const clip = await inputs.clip({
      file: 'parts.mjpeg',
      words: '-c:v mjpeg -pix_fmt yuvj420p -q:v 3 -f mjpeg',
      rate,
      seconds: 2,
    });
    const images = splitJpegs(await readFile(clip));
    const port = await freePort();
    return {
      source: `http://127.0.0.1:${port}/video.mjpg`,
      startSender: () => LiveHttpServer.start(port, (_request, response) => send(response, images, dialect)),
    };
  },
  wanted: {
    kind: 'goes on',
    width: 160,
    height: 120,
    framerate: rate,
    firstFrameMs: 5000,
    reconnects: index % 4 === 0,
  },
}));

async function send(response: ServerResponse, images: readonly Buffer[], dialect: Dialect): Promise<void> {
  const {
    beginsWithBoundary,
    statesLength,
    endOfLine,
    boundary: [stated, written] = ['frame', '--frame'],
    partType = 'image/jpeg',
    endsWithBoundary = false,
  } = dialect;
  response.writeHead(200, { 'Content-Type': `multipart/x-mixed-replace; boundary=${stated}` });
  for (let index = 0; !response.destroyed; index++) {
    const image = images[index % images.length] ?? Buffer.alloc(0);
    const head = [
      `Content-Type: ${partType}`,
      ...(statesLength ? [`Content-Length: ${image.length}`] : []),
      '',
      '',
    ].join(endOfLine);
    const leads = endsWithBoundary ? index === 0 : index > 0 || beginsWithBoundary;
    response.write((leads ? written + endOfLine : '') + head);
    response.write(image);
    response.write(endOfLine + (endsWithBoundary ? written + endOfLine : ''));
    await sleep(1000 / rate);
  }
}

/** Each from its start of image to its end of image. */
function splitJpegs(bytes: Buffer): Buffer[] {
  const startOfImage = Buffer.from([0xff, 0xd8, 0xff]);
  const starts: number[] = [];
  for (let at = bytes.indexOf(startOfImage); at !== -1; at = bytes.indexOf(startOfImage, at + 1))
    starts.push(at);
  return starts.map((start, index) => bytes.subarray(start, starts[index + 1]));
}
