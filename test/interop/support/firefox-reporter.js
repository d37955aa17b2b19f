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

let analyser;

/** The loudest tone that sounds, and how loud the sound is; nothing before there is any. */
function heard() {
  const receivers = connections.at(-1)?.getReceivers() ?? [];
  const track = receivers.find((receiver) => receiver.track.kind === 'audio' && !receiver.track.muted)?.track;
  if (track === undefined) return undefined;
  if (analyser === undefined) {
    const context = new AudioContext();
    analyser = new AnalyserNode(context, { fftSize: 8192 });
    context.createMediaStreamSource(new MediaStream([track])).connect(analyser);
    // What leads nowhere may be left out.
    analyser.connect(new GainNode(context, { gain: 0 })).connect(context.destination);
    void context.resume();
  }
  const levels = new Float32Array(analyser.frequencyBinCount);
  analyser.getFloatFrequencyData(levels);
  const wave = new Float32Array(analyser.fftSize);
  analyser.getFloatTimeDomainData(wave);
  const loudest = levels.indexOf(Math.max(...levels));
  return {
    hz: (loudest * analyser.context.sampleRate) / analyser.fftSize,
    loudness: Math.max(...wave.map(Math.abs)),
    context: analyser.context.state,
  };
}

async function received() {
  const reports = [...((await connections.at(-1)?.getStats())?.values() ?? [])];
  const inboundOf = (kind) => reports.find((report) => report.type === 'inbound-rtp' && report.kind === kind);
  const codecOf = (inbound) => reports.find(({ id }) => id === inbound?.codecId)?.mimeType;
  const [video, audio] = [inboundOf('video'), inboundOf('audio')];
  const sound = { codec: codecOf(audio), packets: audio?.packetsReceived ?? 0, stats: audio, ...heard() };
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
