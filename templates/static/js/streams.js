// The page of all streams: only the tiles that somebody sees play, each of them costs a connection and a decoder.

const inView = new IntersectionObserver(
  (entries) => {
    for (const { target, isIntersecting } of entries) target.toggleAttribute('paused', !isIntersecting);
  },
  // A little earlier, so that a picture is there when its tile is.
  { rootMargin: '25%' },
);

for (const player of document.querySelectorAll('#streams webgear-player')) inView.observe(player);
