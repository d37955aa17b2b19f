/** The layers of video, images and poster. */
export const layerStyles = `
.zoom, .layer, ::slotted([slot='video']) {
  position: absolute;
  inset: 0;
  width: 100%;
  height: 100%;
}
.layer, ::slotted([slot='video']) {
  display: block;
  object-fit: var(--_fit);
  border: 0;
}
.stage.zoomed > .zoom {
  cursor: grab;
}
.stage.dimmed > .zoom {
  filter: brightness(0.45) saturate(0.6);
}
/* What is burned into the frames would show beside the notice. */
.stage.covered {
  background: #15171d;
}
.stage.covered > .zoom {
  opacity: 0;
}
/* Chromium renders a stream without a frame as black, with another size. */
.stage.dimmed .blank::slotted([slot='video']),
.stage.dimmed .blank > video,
.blank:has(+ [part='fallback']:not([hidden]))::slotted([slot='video']),
.blank:has(+ [part='fallback']:not([hidden])) > video {
  opacity: 0;
}
.last {
  filter: brightness(0.6) blur(12px);
  scale: 1.05;
  transition: opacity 160ms;
}
/* It still lies over the video. */
.last.gone {
  opacity: 0;
  pointer-events: none;
}
.stage.idle.live {
  cursor: none;
}`;
