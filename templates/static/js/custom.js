// Script of the page, for your own code: updates do not overwrite this file once you have edited it.
//
// Control the player (`webgear-player.js`) from here or by attributes instead of editing it. Other events: 'firstframe',
// 'playbackerror'. Methods: play(), pause(), snapshot(). Its video element is `<video id="video">`. See
// docs/reference/player.md.

const player = document.querySelector('webgear-player');
const { title } = document;

// Shows problems in the title, for viewers who have the page in a background tab.
player?.addEventListener('statechange', ({ detail: { state, message } }) => {
  const isFine = ['connecting', 'live', 'buffering', 'paused'].includes(state);
  document.title = isFine ? title : `${message} – ${title}`;
});
