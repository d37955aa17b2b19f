import { setTimeout as sleep } from 'node:timers/promises';

// Stands for the other machine: a robot, a camera with its own library, a simulation. It knows the address and the token.
const [address = 'http://localhost:3000/frames'] = process.argv.slice(2);
const [width, height] = [640, 360];
const headers = {
  Authorization: `Bearer ${process.env['FRAMES_TOKEN']}`,
  'Content-Type': 'application/octet-stream',
};

/** Blue, green and red, as OpenCV has them: a bar that wanders over a gray field. */
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
  // Nobody watches, or nobody answers: ask again in a moment.
  await sleep(watched ? 40 : 250);
}
