// Runs in the page before its scripts: says to the test what is on screen, because nothing here drives Firefox.
const connections = [];
globalThis.RTCPeerConnection = class extends RTCPeerConnection {
  constructor(...args) {
    super(...args);
    connections.push(this);
  }
};

const problems = [];
addEventListener('error', ({ message }) => problems.push(message));

/** How many shades of grey a frame has: one when it is blank. */
function countShades(video) {
  const canvas = new OffscreenCanvas(160, 90);
  const context = canvas.getContext('2d');
  context.drawImage(video, 0, 0, canvas.width, canvas.height);
  const { data } = context.getImageData(0, 0, canvas.width, canvas.height);
  return new Set(data.filter((_, index) => index % 4 === 1)).size;
}

async function received() {
  const reports = [...((await connections.at(-1)?.getStats())?.values() ?? [])];
  const inboundOf = (kind) => reports.find((report) => report.type === 'inbound-rtp' && report.kind === kind);
  const codecOf = (inbound) => reports.find(({ id }) => id === inbound?.codecId)?.mimeType;
  const [video, audio] = [inboundOf('video'), inboundOf('audio')];
  // Without a sound card an AudioContext does not run in Firefox, but its decoder does.
  const sound = {
    codec: codecOf(audio),
    level: audio?.audioLevel ?? 0,
    samples: audio?.totalSamplesReceived ?? 0,
    concealed: audio?.concealedSamples ?? 0,
  };
  return { codec: codecOf(video), frames: video?.framesDecoded ?? 0, sound };
}

async function report() {
  const video = document.querySelector('video');
  const playing = video !== null && video.videoWidth > 0;
  const seen = {
    browser: navigator.userAgent,
    problems,
    ...(await received()),
    width: video?.videoWidth ?? 0,
    height: video?.videoHeight ?? 0,
    seconds: video?.currentTime ?? 0,
    shades: playing ? countShades(video) : 0,
  };
  await fetch('/report', { method: 'POST', body: JSON.stringify(seen) });
}

setInterval(() => void report(), 250);
