// The whole protocol: an offer goes out, an answer comes back. No need to wait for ICE candidates, the server finds us.
const video = document.querySelector('#video');
const status = document.querySelector('#status');
let sessionToken;

async function play() {
  const connection = new RTCPeerConnection();
  const ended = new Promise((resolve) => {
    connection.addEventListener('connectionstatechange', () => {
      if (['failed', 'closed', 'disconnected'].includes(connection.connectionState)) resolve();
    });
  });
  connection.addTransceiver('video', { direction: 'recvonly' });
  connection.addEventListener('track', ({ track }) => {
    video.srcObject = new MediaStream([track]);
  });
  await connection.setLocalDescription();
  const { type, sdp } = connection.localDescription;
  const response = await fetch(video.dataset.offer, {
    method: 'POST',
    headers: { 'Content-Type': 'application/json' },
    // With the session before this one, so that the server can tell a viewer who lost its place that it did.
    body: JSON.stringify({ type, sdp, previousSessionToken: sessionToken }),
  });
  const answer = await response.json();
  if (!response.ok) {
    connection.close();
    throw new Error(answer.message);
  }
  sessionToken = answer.sessionToken;
  await connection.setRemoteDescription({ type: answer.type, sdp: answer.sdp });
  status.textContent = 'Live';
  await ended;
  connection.close();
}

async function playForever() {
  for (;;) {
    await play().then(
      () => (status.textContent = 'The connection is lost.'),
      (error) => (status.textContent = error.message),
    );
    await new Promise((resolve) => setTimeout(resolve, 3000));
  }
}

addEventListener('pagehide', () => {
  if (sessionToken) navigator.sendBeacon(video.dataset.close, JSON.stringify({ sessionToken }));
});
void playForever();
