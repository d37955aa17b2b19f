const player = document.querySelector('webgear-player');
const output = document.querySelector('#position');

// While the frame is on screen that it belongs to.
player.addEventListener('metadata', ({ detail }) => {
  output.textContent = `looks at ${detail.value.position}`;
});

for (const [id, pan] of [
  ['left', -1],
  ['right', 1],
]) {
  const button = document.querySelector(`#${id}`);
  button.addEventListener('pointerdown', (event) => {
    button.setPointerCapture(event.pointerId);
    player.send('pan', pan);
  });
  for (const type of ['pointerup', 'pointercancel']) {
    button.addEventListener(type, () => player.send('pan', undefined));
  }
}

document.querySelector('#home').addEventListener('click', async () => {
  const { position } = await player.control('home');
  output.textContent = `went to ${position}`;
});
