/** The layers of video, images and poster. */
export const videoStyles = `
.stage, .layer, ::slotted(video) {
  position: absolute;
  inset: 0;
  width: 100%;
  height: 100%;
}
.layer, ::slotted(video) {
  display: block;
  object-fit: contain;
  border: 0;
}
.stage.dimmed > .layer, .stage.dimmed > slot {
  filter: brightness(0.45) saturate(0.6);
}
.stage.dimmed ::slotted(video), .stage.dimmed video {
  filter: brightness(0.45) saturate(0.6);
}
/* Chromium renders a stream without a frame as black, with another size. */
.stage.dimmed > .blank::slotted(video), .stage.dimmed > .blank > video {
  opacity: 0;
}
.blank:has(+ [part='fallback']:not([hidden]))::slotted(video), .blank:has(+ [part='fallback']:not([hidden])) > video {
  opacity: 0;
}
.stage.idle.live {
  cursor: none;
}`;
