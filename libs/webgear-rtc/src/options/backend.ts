/**
 * Who reads the source, by VidGear's names.
 *
 * `CamGear` is FFmpeg inside this process. `FFGear` is the ffmpeg program in a process of its own: slower by a copy of
 * every picture, and at a safe distance from inputs that crash or hang. `PiGear` is the camera of a Raspberry Pi.
 *
 * @publicApi
 */
export const Backend = Object.freeze({ CamGear: 'CamGear', PiGear: 'PiGear', FFGear: 'FFGear' } as const);

/**
 * One of the names in {@link Backend}.
 *
 * @publicApi
 */
export type Backend = (typeof Backend)[keyof typeof Backend];
