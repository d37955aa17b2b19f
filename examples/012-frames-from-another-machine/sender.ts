import { setTimeout as sleep } from 'node:timers/promises';

// Simulates the other machine: a robot, a camera with its own library, a simulation.
const [address = 'http://localhost:3000/frames'] = process.argv.slice(2);
const [width, height] = [640, 360];
const headers = {
  Authorization: `Bearer ${process.env['FRAMES_TOKEN']}`,
  'Content-Type': 'application/octet-stream',
};

/** A moving bar on a gray background, in OpenCV's order: blue, green, red. */
function draw(step: number): Buffer {
  const frame = Buffer.alloc(width * height * 3, 60);
  const left = (step * 6) % (width - 40);
  for (let row = 0; row < height; row++) {
    frame.fill(Uint8Array.of(40, 160, 250), (row * width + left) * 3, (row * width + left + 40) * 3);
  }
  return frame;
}

process.once('disconnect', () => process.exit());
for (let step = 0; ; step++) {
  const answer = await fetch(`${address}?width=${width}&height=${height}`, {
    method: 'POST',
    headers,
    body: new Uint8Array(draw(step)),
  }).catch(() => undefined);
  const { watched = false } = answer?.ok === true ? ((await answer.json()) as { watched?: boolean }) : {};
  // Without viewers or without a server, polls more slowly.
  await sleep(watched ? 40 : 250);
}
