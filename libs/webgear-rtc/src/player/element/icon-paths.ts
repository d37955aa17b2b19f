// SVG paths in a 24 by 24 view box; those that begin with `!` are filled. Each for itself: a file of the player holds those it shows.

/** A triangle: plays. */
export const play = '!M8 5v14l11-7z';
/** Two bars: pauses. */
export const pause = '!M7 5h3v14H7zM14 5h3v14h-3z';
/** Four corners outward: full screen. */
export const expand = 'M4 9V4h5M15 4h5v5M20 15v5h-5M9 20H4v-5';
/** Four corners inward: leaves full screen. */
export const shrink = 'M9 4v5H4M20 9h-5V4M15 20v-5h5M4 15h5v5';
/** A frame with a smaller one: a window of its own. */
export const window = 'M3 5h18v14H3zM12 12h6v4h-6z';
/** A camera: saves the frame. */
export const camera = 'M3 8h4l1.5-3h7L17 8h4v11H3zM12 10a3 3 0 1 0 0 6.2 3 3 0 0 0 0-6.2z';
/** Three dots: opens the menu. */
export const more =
  '!M12 4.5a.5.5 0 1 1 0 1 .5.5 0 0 1 0-1zM12 11.5a.5.5 0 1 1 0 1 .5.5 0 0 1 0-1zM12 18.5a.5.5 0 1 1 0 1 .5.5 0 0 1 0-1z';
/** A loudspeaker with waves: there is sound. */
export const sound = 'M4 9.5v5h3.5L12 19V5L7.5 9.5zM15.5 9a4.2 4.2 0 0 1 0 6M18 6.5a7.8 7.8 0 0 1 0 11';
/** A loudspeaker with a cross: muted. */
export const silence = 'M4 9.5v5h3.5L12 19V5L7.5 9.5zM16 9.5l5 5M21 9.5l-5 5';
/** A clock: waits for a place. */
export const waiting = 'M12 3a9 9 0 1 0 0 18 9 9 0 0 0 0-18zM12 7.5V12l3 2';
/** A triangle with an exclamation mark: something is wrong. */
export const trouble = 'M12 3.5L2.5 20h19zM12 10v4.5M12 17v.2';
/** An empty frame: nothing is shown. */
export const quiet = 'M3 5h18v14H3z';
/** A camera that is crossed out: the source has no frames. */
export const away = 'M3 8h4l1-2M12 5h3.5L17 8h4v11h-2M15.5 19H3V8M3 3l18 18';
/** A lock: no access. */
export const lock = 'M6 11h12v9H6zM8.5 11V8a3.5 3.5 0 0 1 7 0v3';
/** A check mark: chosen, or ended as it should. */
export const check = 'M5 12.5l4.5 4.5L19 7.5';
/** A cross: closes. */
export const close = 'M6 6l12 12M18 6L6 18';
/** Two sheets: copies. */
export const copy = 'M9 9h11v11H9zM15 9V4H4v11h5';
