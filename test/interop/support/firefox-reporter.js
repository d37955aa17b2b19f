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
  const inbound = reports.find(({ type }) => type === 'inbound-rtp');
  const codec = reports.find(({ id }) => id === inbound?.codecId)?.mimeType;
  return { codec, frames: inbound?.framesDecoded ?? 0 };
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
