// A script of your own for the page: this file is yours, and an update leaves it alone once you have edited it.
//
// The player is `webgear-player.js`, beside this file; what it does is changed from here or by attributes, and need not be
// changed there. More to listen to: 'firstpicture', 'playbackerror'. More to call: play(), pause(), snapshot(). Its picture
// is `<video id="video">`. docs/reference/player.md lists everything.

const player = document.querySelector('webgear-player');
const { title } = document;

// Who has the page in a tab behind others sees in its title that something is amiss.
player?.addEventListener('statechange', ({ detail: { state, message } }) => {
  const isAmiss = !['connecting', 'live', 'buffering', 'paused'].includes(state);
  document.title = isAmiss ? `${message} – ${title}` : title;
});
