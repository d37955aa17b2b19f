import { join } from 'node:path';
import { runFfmpeg } from './run-ffmpeg.mjs';

/** How each state of the player is brought about, against a server that plays the test pattern. */

const json = (status, body, headers = {}) => ({ status, headers, json: body });

/** Answers the offers of a page as a server would that is not well. */
function offersAnswered(answer) {
  return (page) => page.route('**/offer', (route) => route.fulfill(answer));
}

/** Sends viewers to ports at which nobody listens. */
async function answersWithoutWay(page) {
  await page.route('**/offer', async (route) => {
    const answer = await (await route.fetch()).json();
    const sdp = answer.sdp.replaceAll(/^(a=candidate:.*? )(\d+)( typ)/gm, '$19$3');
    await route.fulfill(json(200, { ...answer, sdp }));
  });
}

/** A film of a second. */
function shortFilm(folder) {
  const file = join(folder, 'short.avi');
  const film = 'testsrc2=size=640x360:rate=30:duration=1';
  runFfmpeg(['-f', 'lavfi', '-i', film, '-c:v', 'mjpeg', '-q:v', '3', file]);
  return file;
}

/** Runs in the page: its player sees no frames any more, as where only key frames arrive. */
function stopCountingFrames() {
  const { getStats } = RTCPeerConnection.prototype;
  let framesDecoded;
  RTCPeerConnection.prototype.getStats = async function standStill() {
    const reports = [...(await getStats.call(this))];
    framesDecoded ??= reports.map(([, report]) => report.framesDecoded).find(Number.isInteger);
    return new Map(
      reports.map(([id, report]) => [id, 'framesDecoded' in report ? { ...report, framesDecoded } : report]),
    );
  };
}

/**
 * The states in the order of the image.
 *
 * `args` are the server's and `attributes` the player's; `before` prepares a page, `after` is done to the live player and
 * to its server.
 *
 * @param {string} folder for what they need, which goes afterwards
 */
export const playerStates = (folder) => [
  { state: 'connecting', before: (page) => page.route('**/offer', () => undefined) },
  { state: 'live' },
  { state: 'live', args: ['--mode', 'mjpeg'], caption: 'live, compatibility mode' },
  { state: 'buffering', after: ({ server }) => process.kill(server.pid, 'SIGSTOP') },
  {
    state: 'too-slow',
    before: (page) => page.route('**/quality', (route) => route.fulfill(json(200, { tooSlow: true }))),
    after: ({ page }) => page.evaluate(stopCountingFrames),
  },
  { state: 'no-input', args: ['--source', 'rtsp://127.0.0.1:9/'] },
  { state: 'ended', args: ['--source', shortFilm(folder), '--no-enable-infinite-frames'] },
  {
    state: 'full',
    before: offersAnswered(json(503, { code: 'WGR_TOO_MANY_PEERS' }, { 'Retry-After': '9' })),
  },
  { state: 'refused', before: offersAnswered(json(403, {})) },
  { state: 'offline', before: (page) => page.route('**/offer', (route) => route.abort()) },
  { state: 'blocked', attributes: { 'no-fallback': '' }, before: answersWithoutWay },
  {
    state: 'paused',
    after: ({ page }) => page.evaluate(() => document.querySelector('webgear-player').pause()),
  },
  { state: 'replaced', before: offersAnswered(json(409, { code: 'WGR_VIEWER_REPLACED' })) },
];
