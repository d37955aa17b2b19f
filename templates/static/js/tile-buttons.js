// Buttons on the tiles of a list. wall.js enlarges and shows on the whole screen.

const list = document.querySelector('#streams');
const template = document.querySelector('#tile-tools');

for (const tile of list.children) {
  const name = tile.querySelector('.name')?.textContent;
  if (name === undefined || template === null) continue;
  const tools = template.content.cloneNode(true);
  // Screen readers list buttons without the tiles they are on.
  for (const button of tools.querySelectorAll('button'))
    button.setAttribute('aria-label', `${button.title}: ${name}`);
  tile.append(tools);
}

/** Saves the frame on screen, with the time of the viewer in the name of the file. */
async function save(player) {
  const href = URL.createObjectURL(await player.snapshot());
  // The Swedish form is sorted by time; file systems reject colons.
  const time = new Date().toLocaleString('sv').replaceAll(':', '-');
  Object.assign(document.createElement('a'), { href, download: `${player.name} ${time}.png` }).click();
  // Browsers start to read the URL after `click()` returns.
  setTimeout(() => URL.revokeObjectURL(href), 60_000);
}

list.addEventListener('click', ({ target }) => {
  const tile = target.closest('#streams > li');
  const command = target.closest('.tile-tools button')?.value;
  // The style sheet hides the button while there is no frame.
  if (command === 'snapshot') save(tile.querySelector('webgear-player')).catch(() => undefined);
  if (command === 'window')
    open(tile.querySelector('a').href, '_blank', 'popup,noopener,width=960,height=540');
});
