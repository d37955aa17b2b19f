import { createServer, type Server } from 'node:net';
import type { AddressInfo } from 'node:net';
import { once } from 'node:events';
import type { HttpBehaviour } from '../support/http-behaviours.js';
import type { Fails, MatrixRow } from '../support/matrix-row.interface.js';
import { failure, readers } from './failure.js';
import { wrongUser } from '../support/secrets.js';

/** What a server does, and what the user is to be told. */
type HttpFailure = readonly [
  behaviour: HttpBehaviour,
  code: Fails['code'],
  words: RegExp,
  userInfo?: string | undefined,
  query?: string,
];

const httpFailures: readonly HttpFailure[] = [
  ['status-401', 'WGR_SOURCE_HTTP_ERROR', /401|unauthori[sz]ed|password/i],
  ['basic', 'WGR_SOURCE_HTTP_ERROR', /401|unauthori[sz]ed|password/i, wrongUser],
  ['digest', 'WGR_SOURCE_HTTP_ERROR', /401|unauthori[sz]ed|password/i, wrongUser],
  ['status-403', 'WGR_SOURCE_HTTP_ERROR', /403|forbidden/i, undefined, '?token=t0ken-Word'],
  ['status-404', 'WGR_SOURCE_HTTP_ERROR', /404|not found/i],
  ['status-410', 'WGR_SOURCE_HTTP_ERROR', /4\d\d|4XX|gone/i],
  ['status-429', 'WGR_SOURCE_HTTP_ERROR', /429|too many/i],
  ['status-500', 'WGR_SOURCE_HTTP_ERROR', /5XX|500|server error/i],
  ['status-503', 'WGR_SOURCE_HTTP_ERROR', /5XX|503|server error/i],
  ['silent', 'WGR_SOURCE_UNREACHABLE', /within|time|silent|answer/i, 'viewer:s3cret-Word'],
  ['closes-at-once', 'WGR_SOURCE_UNREACHABLE', /closes? the connection|closed|hang/i],
  ['redirect-loop', 'WGR_SOURCE_UNREACHABLE', /redirect/i],
  ['page', 'WGR_SOURCE_NOT_MEDIA', /html|page|not an image or video/i],
  ['empty', 'WGR_SOURCE_NOT_MEDIA', /empty|no bytes|not an image or video|nothing/i],
  ['garbage', 'WGR_SOURCE_NOT_MEDIA', /not an image or video/i],
];

const httpFailureRows = httpFailures.flatMap(([behaviour, code, words, userInfo, query = '']) =>
  readers.map((api) =>
    failure(
      `a server: ${behaviour}${userInfo === wrongUser ? ', wrong password' : ''}`,
      api,
      code,
      words,
      'reconnecting',
      ({ server }) => Promise.resolve(server.url(behaviour, 'some.mp4', userInfo) + query),
    ),
  ),
);

/** Addresses behind which there is nothing. */
const addresses: readonly (readonly [
  name: string,
  source: string,
  code: Fails['code'],
  words: RegExp,
  state: Fails['state'],
])[] = [
  [
    'a port that is closed',
    'http://viewer:s3cret-Word@127.0.0.1:9/a.mp4',
    'WGR_SOURCE_REFUSED',
    /refused/,
    'reconnecting',
  ],
  [
    'a camera that is off',
    'rtsp://viewer:s3cret-Word@127.0.0.1:9/a',
    'WGR_SOURCE_REFUSED',
    /refused/,
    'reconnecting',
  ],
  [
    'an RTMP server that is off',
    'rtmp://127.0.0.1:9/live/cam?key=t0ken-Word',
    'WGR_SOURCE_REFUSED',
    /refused/,
    'reconnecting',
  ],
  ['a TCP port that is closed', 'tcp://127.0.0.1:9', 'WGR_SOURCE_REFUSED', /refused/, 'reconnecting'],
  [
    'a host without an address',
    'http://no-such-host.invalid/a.mp4',
    'WGR_SOURCE_UNREACHABLE',
    /no (such )?host|resolve/,
    'reconnecting',
  ],
  [
    'a camera without an address',
    'rtsp://viewer:s3cret-Word@no-such-host.invalid/a',
    'WGR_SOURCE_UNREACHABLE',
    /no (such )?host|resolve/,
    'reconnecting',
  ],
  [
    'UDP that nobody sends',
    'udp://127.0.0.1:45917',
    'WGR_SOURCE_UNREACHABLE',
    /within|time|silent|packet/i,
    'reconnecting',
  ],
  [
    'a scheme that is none',
    'gopher-x://127.0.0.1/a',
    'WGR_SOURCE_UNSUPPORTED',
    /gopher-x.*not supported; use one of/,
    'reconnecting',
  ],
  [
    'a password with a slash',
    'rtsp://viewer:s3cret-Word/x@127.0.0.1:9/a',
    'WGR_SOURCE_UNSUPPORTED',
    /%2F/,
    'reconnecting',
  ],
];

const addressRows = addresses.flatMap(([name, source, code, words, state]) =>
  readers.map((api) => failure(name, api, code, words, state, () => Promise.resolve(source))),
);

/** Servers of other kinds that take a connection and say nothing, or something else. */
const strangers: readonly (readonly [
  name: string,
  scheme: string,
  says: string | undefined,
  code: Fails['code'],
  words: RegExp,
])[] = [
  ['a silent RTSP server', 'rtsp', undefined, 'WGR_SOURCE_UNREACHABLE', /within|time|silent|answer/i],
  ['a silent RTMP server', 'rtmp', undefined, 'WGR_SOURCE_UNREACHABLE', /within|time|silent|answer/i],
  ['a silent TCP sender', 'tcp', undefined, 'WGR_SOURCE_UNREACHABLE', /within|time|silent|answer/i],
  [
    'an RTSP server that asks for a password',
    'rtsp',
    'RTSP/1.0 401 Unauthorized\r\nCSeq: 1\r\nWWW-Authenticate: Basic realm="x"\r\n\r\n',
    'WGR_SOURCE_HTTP_ERROR',
    /401|unauthori[sz]ed|password/i,
  ],
  [
    'an RTSP server without the stream',
    'rtsp',
    'RTSP/1.0 404 Not Found\r\nCSeq: 1\r\n\r\n',
    'WGR_SOURCE_HTTP_ERROR',
    /404|not found/i,
  ],
];

const strangerRows = strangers.map(([name, scheme, says, code, words]): MatrixRow => ({
  name,
  prepare: async () => {
    const server = createServer((socket) => {
      socket.on('error', () => undefined);
      socket.on('data', () => says !== undefined && socket.write(says));
    });
    server.listen(0, '127.0.0.1');
    await once(server, 'listening');
    const { port } = server.address() as AddressInfo;
    return {
      source: `${scheme}://viewer:s3cret-Word@127.0.0.1:${port}/live/a`,
      startSender: async () => lasting(server),
    };
  },
  wanted: { kind: 'fails', code, words, state: 'reconnecting' },
}));

function lasting(server: Server) {
  const close = async (): Promise<void> => void server.close();
  return { unplug: close, plugIn: close, [Symbol.asyncDispose]: close };
}

/** Sources that cannot be shown, and what the user is told within ten seconds. */
export const failureRows: readonly MatrixRow[] = [...strangerRows, ...httpFailureRows, ...addressRows];
