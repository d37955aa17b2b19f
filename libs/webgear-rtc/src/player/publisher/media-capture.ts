/** What to publish. */
export interface MediaChoice {
  readonly video: 'camera' | 'screen';
  /** Id of the camera; empty for the browser's default. */
  readonly camera: string;
  /** Id of the microphone; empty for the browser's default, `none` for no sound. */
  readonly microphone: string;
  /** Height in lines to ask for. */
  readonly height: number;
}

/** Frames per second to ask for. */
const FRAMERATE = 30;

/** Why there is nothing to publish: a sentence in English, which the page translates, and the words of the browser, if it has more to say. */
export class CaptureFailed extends Error {
  override readonly name = 'CaptureFailed';

  constructor(
    message: string,
    readonly detail = '',
  ) {
    super(message);
  }
}

/**
 * Captures what was chosen. The browser asks the user.
 *
 * @throws CaptureFailed
 */
export async function capture(choice: MediaChoice): Promise<MediaStream> {
  if (navigator.mediaDevices === undefined) {
    throw new CaptureFailed('The browser gives cameras and screens to pages over HTTPS only.');
  }
  try {
    return choice.video === 'screen' ? await captureScreen(choice) : await captureCamera(choice);
  } catch (error) {
    throw failureOf(error as DOMException, choice.video);
  }
}

async function captureCamera({ camera, microphone, height }: MediaChoice): Promise<MediaStream> {
  const video = {
    height: { ideal: height },
    width: { ideal: Math.round((height * 16) / 9) },
    frameRate: { ideal: FRAMERATE },
    ...(camera !== '' && { deviceId: { exact: camera } }),
  };
  return navigator.mediaDevices.getUserMedia({ video, audio: soundConstraints(microphone) });
}

async function captureScreen({ microphone, height }: MediaChoice): Promise<MediaStream> {
  const screen = await navigator.mediaDevices.getDisplayMedia({
    video: { height: { max: height }, frameRate: { max: FRAMERATE } },
  });
  const [track] = screen.getVideoTracks();
  // Text stays readable; movement gives way.
  if (track !== undefined) track.contentHint = 'detail';
  if (microphone === 'none') return screen;
  try {
    const sound = await navigator.mediaDevices.getUserMedia({ audio: soundConstraints(microphone) });
    for (const each of sound.getTracks()) screen.addTrack(each);
  } catch (error) {
    stop(screen);
    throw error;
  }
  return screen;
}

function soundConstraints(microphone: string): MediaTrackConstraints | boolean {
  if (microphone === 'none') return false;
  return microphone === '' ? true : { deviceId: { exact: microphone } };
}

/** Releases the devices. */
export function stop(stream: MediaStream | undefined): void {
  for (const track of stream?.getTracks() ?? []) track.stop();
}

/** The devices of a kind, by their ids; names are known once the user has allowed one, and empty until then. */
export async function devicesOf(kind: 'videoinput' | 'audioinput'): Promise<ReadonlyMap<string, string>> {
  const devices = (await navigator.mediaDevices?.enumerateDevices().catch(() => [])) ?? [];
  const named = devices.filter((device) => device.kind === kind && device.deviceId !== '');
  return new Map(named.map(({ deviceId, label }) => [deviceId, label]));
}

function failureOf({ name, message }: DOMException, video: MediaChoice['video']): CaptureFailed {
  switch (name) {
    case 'NotAllowedError':
      return new CaptureFailed(
        video === 'screen'
          ? 'The screen was not shared.'
          : 'The browser may not use the camera or the microphone. Allow it beside the address.',
      );
    case 'NotFoundError':
    case 'OverconstrainedError':
      return new CaptureFailed('The camera or microphone is not there. Choose another.');
    case 'NotReadableError':
      return new CaptureFailed('The camera or microphone is in use by another program.');
    default:
      return new CaptureFailed('The browser cannot capture this.', message || name);
  }
}
