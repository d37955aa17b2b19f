// A process of viewers that decode nothing: they connect, count what comes, and leave.
import { cleanup, PeerConnection, RtcpReceivingSession, Video } from 'node-datachannel';

let viewers = [];
let packets = 0;

async function open(url, name) {
  const connection = new PeerConnection(name, {
    iceServers: [],
    bindAddress: '127.0.0.1',
    disableAutoNegotiation: true,
  });
  const video = new Video('video', 'RecvOnly');
  video.addH264Codec(97, 'profile-level-id=42e01f;packetization-mode=1;level-asymmetry-allowed=1');
  const track = connection.addTrack(video);
  track.setMediaHandler(new RtcpReceivingSession());
  track.onMessage(() => (packets += 1));
  const gathered = new Promise((resolve) => {
    connection.onGatheringStateChange((state) => state === 'complete' && resolve());
  });
  connection.setLocalDescription('offer');
  await gathered;
  const body = JSON.stringify({ sdp: connection.localDescription().sdp, type: 'offer' });
  const headers = { 'Content-Type': 'application/json' };
  const response = await fetch(new URL('video/offer', url), { method: 'POST', headers, body });
  if (!response.ok) throw new Error(`${response.status}: ${await response.text()}`);
  connection.setRemoteDescription((await response.json()).sdp, 'answer');
  return { connection, track };
}

const orders = {
  async connect({ url, count }) {
    for (let at = 0; at < count; at += 1) viewers.push(await open(url, `viewer-${at}`));
    const deadlineMs = performance.now() + 30_000;
    while (viewers.some(({ connection }) => connection.state() !== 'connected')) {
      if (performance.now() > deadlineMs) throw new Error('not all viewers have connected in 30 s');
      await new Promise((resolve) => setTimeout(resolve, 50));
    }
  },
  leave() {
    for (const { connection, track } of viewers) {
      track.close();
      connection.close();
    }
    viewers = [];
  },
  count() {
    const counted = packets;
    packets = 0;
    return counted;
  },
};

process.on('message', (order) => {
  Promise.resolve(orders[order.kind](order)).then(
    (result) => process.send({ result }),
    (error) => process.send({ error: error.message }),
  );
});
process.on('disconnect', () => {
  cleanup();
  process.exit();
});
process.send({ ready: true });
