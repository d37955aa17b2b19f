/** What shows pictures, one upon the other. */
export const pictureStyles = `
.stage, .picture, ::slotted(video) {
  position: absolute;
  inset: 0;
  width: 100%;
  height: 100%;
}
.picture, ::slotted(video) {
  display: block;
  object-fit: contain;
  border: 0;
}
.stage.dimmed > .picture, .stage.dimmed > slot {
  filter: brightness(0.45) saturate(0.6);
}
.stage.dimmed ::slotted(video), .stage.dimmed video {
  filter: brightness(0.45) saturate(0.6);
}
/* Chromium shows black for a stream that has no picture yet, in a shape of its own. */
.stage.dimmed > .blank::slotted(video), .stage.dimmed > .blank > video {
  opacity: 0;
}
.blank:has(+ [part='fallback']:not([hidden]))::slotted(video), .blank:has(+ [part='fallback']:not([hidden])) > video {
  opacity: 0;
}
.stage.idle.live {
  cursor: none;
}`;
