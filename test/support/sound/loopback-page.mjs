/**
 * Runs in the page: a browser that sends to itself what it draws and plays, every other beep later than its flash by so
 * much. With it the meter is proved: what it measures has to follow what is set.
 *
 * @param {number} beepsLateMs
 */
export async function loopBack(beepsLateMs) {
  const canvas = document.createElement('canvas');
  Object.assign(canvas, { width: 640, height: 360 });
  const drawing = canvas.getContext('2d');
  const audio = new AudioContext({ sampleRate: 48_000 });
  await audio.resume();
  const output = audio.createMediaStreamDestination();
  const gain = new GainNode(audio, { gain: 0 });
  const oscillator = new OscillatorNode(audio, { frequency: 1000 });
  oscillator.connect(gain).connect(output);
  oscillator.start();

  const firstMs = performance.now() + 1000;
  const startSeconds = audio.currentTime + 1;
  for (let second = 0; second < 120; second += 1) {
    const at = startSeconds + second + ((second % 2) * beepsLateMs) / 1000;
    gain.gain.setValueAtTime(0.5, at);
    gain.gain.setValueAtTime(0, at + 0.1);
  }
  setInterval(() => {
    const elapsedMs = performance.now() - firstMs;
    drawing.fillStyle = elapsedMs > 0 && elapsedMs % 1000 < 100 ? 'white' : 'black';
    drawing.fillRect(0, 0, canvas.width, canvas.height);
    // Without something that moves, no frame is sent.
    drawing.fillStyle = `rgb(${elapsedMs % 255} 0 0)`;
    drawing.fillRect(0, 300, 640, 60);
  }, 16);

  const sender = new RTCPeerConnection();
  const receiver = new RTCPeerConnection();
  sender.onicecandidate = ({ candidate }) => receiver.addIceCandidate(candidate);
  receiver.onicecandidate = ({ candidate }) => sender.addIceCandidate(candidate);
  const stream = new MediaStream([
    ...canvas.captureStream(30).getVideoTracks(),
    ...output.stream.getAudioTracks(),
  ]);
  for (const track of stream.getTracks()) sender.addTrack(track, stream);
  const video = document.createElement('video');
  Object.assign(video, { muted: true, autoplay: true });
  document.body.append(video);
  receiver.ontrack = ({ streams }) => (video.srcObject = streams[0]);
  await sender.setLocalDescription();
  await receiver.setRemoteDescription(sender.localDescription);
  await receiver.setLocalDescription();
  await sender.setRemoteDescription(receiver.localDescription);
  Object.assign(globalThis, { connections: [receiver], loopback: { sender, audio } });
}
