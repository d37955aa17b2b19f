// List of streams: only visible tiles play, because each one costs a connection and a decoder.

const inView = new IntersectionObserver(
  (entries) => {
    for (const { target, isIntersecting } of entries) target.toggleAttribute('paused', !isIntersecting);
  },
  // Starts slightly before a tile is visible.
  { rootMargin: '25%' },
);

for (const player of document.querySelectorAll('#streams webgear-player')) inView.observe(player);
