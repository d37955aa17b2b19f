const WARNING_INTERVAL_MS = 1000;

let lost = 0;
let lastWarningMs = Number.NEGATIVE_INFINITY;

const registry = new FinalizationRegistry<void>(() => {
  lost += 1;
  const nowMs = performance.now();
  // A leak loses one frame per frame interval: one warning per second is enough.
  if (nowMs - lastWarningMs < WARNING_INTERVAL_MS) return;
  lastWarningMs = nowMs;
  process.emitWarning(
    `${lost} video frame(s) were garbage-collected without close(); each holds native memory until then.`,
    {
      code: 'WGR_FRAME_NOT_CLOSED',
    },
  );
  lost = 0;
});

/** Warns if a frame is garbage-collected without `close()`. */
export function watchForUnclosed(frame: object): void {
  registry.register(frame, undefined, frame);
}

/** The frame was closed; no warning is due. */
export function closedProperly(frame: object): void {
  registry.unregister(frame);
}
