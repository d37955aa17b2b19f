/**
 * How long an answer waits for the source to say its size. It has 50 ms; a file or a device is open before that, and a
 * slow source must not hold the viewer up.
 */
export const sourceWaitMs = 40;
