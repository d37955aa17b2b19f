/**
 * Runs in a browser: makes every offer that a page can make, sends each as other clients would write it, and reports whether
 * the browser took the answer and got frames.
 */
const waitMs = 20_000;
const wantedFrames = 5;

/** Lines of a description, and back. */
const linesOf = (sdp) => sdp.split('\r\n').filter((line) => line !== '');
const join = (lines) => lines.map((line) => `${line}\r\n`).join('');
const isTransport = (line) => /^a=(candidate|end-of-candidates|ice-|fingerprint|setup|rtcp:)/.test(line);

/** Changes each section; `change` gets its lines and its place. */
function eachSection(sdp, change) {
  const [session, ...sections] = sdp.split(/(?=^m=)/m);
  return session + sections.map((section, index) => join(change(linesOf(section), index))).join('');
}

/** How others write an offer that means the same. */
const written = {
  unchanged: (sdp) => sdp,
  lineFeeds: (sdp) => sdp.replaceAll('\r\n', '\n'),
  trailingBlanks: (sdp) => sdp.replaceAll('\r\n', ' \r\n'),
  bundleOnly: (sdp) =>
    eachSection(sdp, ([head, ...lines], index) =>
      index === 0
        ? [head, ...lines]
        : [
            head.replace(/^m=(\S+) \d+/, 'm=$1 0'),
            'a=bundle-only',
            ...lines.filter((line) => !isTransport(line) && !line.startsWith('a=rtcp-mux')),
          ],
    ),
  noTransportLater: (sdp) =>
    eachSection(sdp, (lines, index) => (index === 0 ? lines : lines.filter((line) => !isTransport(line)))),
  sessionLevel: (sdp) => {
    const isMoved = (line) => /^a=(ice-ufrag|ice-pwd|fingerprint|setup|recvonly)/.test(line);
    const [, first = ''] = sdp.split(/(?=^m=)/m);
    const moved = linesOf(first).filter(isMoved);
    return eachSection(sdp, (lines) => lines.filter((line) => !isMoved(line))).replace(
      't=0 0\r\n',
      `t=0 0\r\n${join(moved)}`,
    );
  },
  noDirection: (sdp) => sdp.replaceAll('a=recvonly\r\n', ''),
  sendAndReceive: (sdp) => sdp.replaceAll('a=recvonly', 'a=sendrecv'),
  noRtpmapForRtx: (sdp) => sdp.replaceAll(/^a=rtpmap:\d+ rtx.*\r\n/gm, ''),
  feedbackForAll: (sdp) =>
    eachSection(sdp, (lines) => [
      ...lines.filter((line) => !line.startsWith('a=rtcp-fb:')),
      ...(lines[0].startsWith('m=video')
        ? ['a=rtcp-fb:* nack', 'a=rtcp-fb:* nack pli', 'a=rtcp-fb:* ccm fir']
        : []),
    ]),
  shortRtcp: (sdp) => sdp.replaceAll(/^a=rtcp:9 .*$/gm, 'a=rtcp:9'),
  activeRole: (sdp) => sdp.replaceAll('a=setup:actpass', 'a=setup:active'),
  noRole: (sdp) => sdp.replaceAll('a=setup:actpass\r\n', ''),
  moreFingerprints: (sdp) =>
    sdp.replaceAll(
      /^a=fingerprint:.*\r\n/gm,
      (line) =>
        `a=fingerprint:sha-1 ${Array(20).fill('AA').join(':')}\r\n${line}` +
        `a=fingerprint:sha-512 ${Array(64).fill('BB').join(':')}\r\n`,
    ),
  lowerCase: (sdp) =>
    sdp
      .replaceAll(/^a=rtpmap:.*$/gm, (line) => line.toLowerCase())
      .replaceAll(/^a=fingerprint:.*$/gm, (line) => line.toLowerCase()),
  upperCase: (sdp) =>
    sdp
      .replaceAll(/^a=rtpmap:.*$/gm, (line) => line.replace(/ \S+/, (name) => name.toUpperCase()))
      .replaceAll('a=fingerprint:sha-256', 'a=fingerprint:SHA-256'),
  unknownLines: (sdp) =>
    eachSection(sdp, ([head, ...lines]) => [
      head,
      'b=AS:2500',
      'b=TIAS:2500000',
      'a=x-google-flag:conference',
      'a=rid:q recv',
      'a=simulcast:recv q',
      'a=ssrc:1 cname:x',
      'a=msid:-',
      'a=fmtp:126 something=1',
      'a=rtcp-fb:127 nack',
      ...lines,
    ]),
  manyCandidates: (sdp) =>
    eachSection(sdp, (lines) => [
      ...lines,
      ...Array.from(
        { length: 120 },
        (_, at) =>
          `a=candidate:9 1 udp ${1000 + at} 192.0.2.${at} 9999 typ host generation 0 network-id ${at}`,
      ),
    ]),
};

const maxBundle = { bundlePolicy: 'max-bundle' };
const shapes = [
  ['video', {}, ['video']],
  ['video, max-bundle', maxBundle, ['video']],
  ['audio, video', {}, ['audio', 'video']],
  ['audio, video, max-bundle', maxBundle, ['audio', 'video']],
  ['video, audio, max-bundle', maxBundle, ['video', 'audio']],
  ['audio, audio, video, max-bundle', maxBundle, ['audio', 'audio', 'video']],
  ['data, video, max-bundle', maxBundle, ['data', 'video']],
  ['audio, video, data, max-bundle', maxBundle, ['audio', 'video', 'data']],
  ['data, audio, video, balanced', { bundlePolicy: 'balanced' }, ['data', 'audio', 'video']],
  ['audio, video, data, max-compat', { bundlePolicy: 'max-compat' }, ['audio', 'video', 'data']],
  ['video, video, max-bundle', maxBundle, ['video', 'video']],
  ['video, video, audio, max-compat', { bundlePolicy: 'max-compat' }, ['video', 'video', 'audio']],
  ['six cameras with sound', maxBundle, ['audio', 'video', 'video', 'video', 'video', 'video', 'video']],
];

async function framesDecoded(connection) {
  let frames = 0;
  for (const report of (await connection.getStats()).values()) {
    if (report.type === 'inbound-rtp' && report.kind === 'video') frames += report.framesDecoded ?? 0;
  }
  return frames;
}

async function attempt(name, configuration, kinds, write) {
  const connection = new RTCPeerConnection(configuration);
  try {
    for (const kind of kinds) {
      if (kind === 'data') connection.createDataChannel('data');
      else connection.addTransceiver(kind, { direction: 'recvonly' });
    }
    // Frames are decoded only for a page that shows them.
    connection.ontrack = ({ track }) => {
      const video = document.createElement('video');
      Object.assign(video, { muted: true, autoplay: true, srcObject: new MediaStream([track]) });
      document.body.append(video);
    };
    await connection.setLocalDescription(await connection.createOffer());
    const sdp = write(connection.localDescription.sdp);
    const response = await fetch('offer', {
      method: 'POST',
      headers: { 'Content-Type': 'application/json' },
      body: JSON.stringify({ type: 'offer', sdp }),
    });
    const answer = await response.json();
    if (!response.ok) return `${response.status} ${answer.message}`;
    await connection.setRemoteDescription({ type: 'answer', sdp: answer.sdp });
    const giveUpAtMs = performance.now() + waitMs;
    while (performance.now() < giveUpAtMs) {
      if ((await framesDecoded(connection)) >= wantedFrames) return 'plays';
      await new Promise((resolve) => setTimeout(resolve, 100));
    }
    return `no frames, ${connection.connectionState}`;
  } catch (error) {
    return String(error);
  } finally {
    connection.close();
  }
}

async function run() {
  const results = {};
  const record = async (name, ...parameters) => void (results[name] = await attempt(name, ...parameters));
  await Promise.all(
    shapes.map(([name, configuration, kinds]) => record(name, configuration, kinds, written.unchanged)),
  );
  await Promise.all(
    Object.entries(written).map(([name, write]) => record(name, maxBundle, ['audio', 'video'], write)),
  );
  await fetch('report', { method: 'POST', body: JSON.stringify(results) });
}

run();
