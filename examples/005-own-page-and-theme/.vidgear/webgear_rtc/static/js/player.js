// The whole protocol: one offer, one answer. The offer needs no ICE candidates: the server learns our address from our checks.
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
    // The token of the previous session lets the server detect a viewer that was replaced.
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
