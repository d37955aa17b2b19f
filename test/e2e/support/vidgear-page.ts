import { mkdirSync, writeFileSync } from 'node:fs';
import { dirname, join } from 'node:path';

/**
 * A page that speaks the original's protocol and nothing of ours: absolute addresses, an offer after all candidates are
 * gathered, an answer it takes as it is, and the body `1` when the visitor leaves.
 */
const files: Readonly<Record<string, string>> = {
  'templates/index.html': `<!doctype html>
<title>Carried over</title>
<script defer src="/static/js/custom.js"></script>
<video id="video" autoplay muted playsinline></video>`,
  'templates/404.html': '<h1>Nothing here</h1>',
  'templates/500.html': '<h1>Broken</h1>',
  'static/js/custom.js': `
const connection = new RTCPeerConnection({ sdpSemantics: 'unified-plan' });
connection.ontrack = ({ streams }) => {
  document.getElementById('video').srcObject = streams[0];
};

function gathered() {
  return new Promise((resolve) => {
    const look = () => connection.iceGatheringState === 'complete' && resolve();
    connection.onicegatheringstatechange = look;
    look();
  });
}

async function negotiate() {
  connection.addTransceiver('video', { direction: 'recvonly' });
  await connection.setLocalDescription(await connection.createOffer());
  await gathered();
  const { sdp, type } = connection.localDescription;
  const response = await fetch('/offer', {
    method: 'POST',
    headers: { 'Content-Type': 'application/json' },
    body: JSON.stringify({ sdp, type }),
  });
  await connection.setRemoteDescription(await response.json());
}

window.addEventListener('beforeunload', () => {
  const request = new XMLHttpRequest();
  request.open('POST', '/close_connection', true);
  request.send('1');
  navigator.sendBeacon('/close_connection', '1');
});
negotiate();
`,
};

/** Puts the page where a user of the original keeps theirs. */
export function writeVidGearPage(location: string): void {
  for (const [path, text] of Object.entries(files)) {
    const file = join(location, '.vidgear', 'webgear_rtc', path);
    mkdirSync(dirname(file), { recursive: true });
    writeFileSync(file, text);
  }
}
