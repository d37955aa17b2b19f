import { setText } from './element/make-element.js';
import { capture, CaptureFailed, devicesOf, stop, type MediaChoice } from './publisher/media-capture.js';
import { Publishing, type PublishingState } from './publisher/publishing.js';
import { FigureMeter } from './publisher/publishing-figures.js';
import type { WhipTarget } from './publisher/whip-session.js';

const FIGURES_EVERY_MS = 1_000;
const ICE_SERVERS_TIMEOUT_MS = 4_000;

/** Bits per second for a height, enough for movement. */
const BITRATES: Readonly<Record<string, number>> = { 480: 1_200_000, 720: 2_500_000, 1080: 4_500_000 };

const WORDS: Readonly<Record<PublishingState, string>> = {
  idle: 'Not publishing',
  connecting: 'Connecting …',
  live: 'Live',
  reconnecting: 'Connecting again …',
  refused: 'Refused',
};

/** The page that publishes: what its form says is what is sent. */
class PublishPage {
  private publishing: Publishing | undefined;
  private stream: MediaStream | undefined;
  private meter = new FigureMeter();
  private isMuted = false;
  private timer: ReturnType<typeof setInterval> | undefined;
  private wakeLock: WakeLockSentinel | undefined;

  constructor(private readonly form: HTMLFormElement) {}

  /** Listens to the form. */
  begin(): void {
    const { form } = this;
    form.addEventListener('submit', (event) => {
      event.preventDefault();
      void this.start();
    });
    this.element('stop').addEventListener('click', () => this.stop());
    this.element('mute').addEventListener('click', () => this.toggleMute());
    for (const id of ['video-source', 'camera', 'microphone', 'quality']) {
      this.element(id).addEventListener('change', () => void this.change());
    }
    navigator.mediaDevices?.addEventListener('devicechange', () => void this.listDevices());
    // A page that is left publishes no longer; one that comes back from the cache starts again.
    window.addEventListener('pagehide', () => this.stop());
    void this.listDevices();
    this.show('idle');
    if (navigator.mediaDevices === undefined) {
      this.tell('The browser gives cameras and screens to pages over HTTPS only.');
    }
  }

  private async start(): Promise<void> {
    if (this.publishing !== undefined) return;
    this.tell('');
    const start = this.element('start') as HTMLButtonElement;
    start.disabled = true;
    try {
      const stream = await this.capture();
      this.publishing = new Publishing(() => this.target(), stream, {
        onState: (state, message) => this.follow(state, message),
      });
      this.publishing.start();
    } catch (error) {
      this.tellFailure(error);
    } finally {
      start.disabled = false;
    }
    if (this.publishing !== undefined) this.element('stop').focus();
  }

  private stop(message = ''): void {
    const hadFocus = document.activeElement === this.element('stop');
    const { publishing } = this;
    this.publishing = undefined;
    publishing?.stop();
    this.release();
    if (message !== '') this.tell(message);
    if (hadFocus) this.element('start').focus();
  }

  /** Another device while live: the session goes on. */
  private async change(): Promise<void> {
    this.element('camera-choice').hidden = this.choice().video !== 'camera';
    const { publishing } = this;
    if (publishing === undefined) return;
    try {
      const former = this.stream;
      const stream = await this.capture();
      stop(former);
      await publishing.replace(stream);
    } catch (error) {
      this.tellFailure(error);
    }
  }

  private async capture(): Promise<MediaStream> {
    const choice = this.choice();
    const stream = await capture(choice);
    this.stream = stream;
    const preview = this.element('preview') as HTMLVideoElement;
    preview.srcObject = stream;
    // As in a mirror, which is what people expect of their own image.
    preview.classList.toggle('mirrored', choice.video === 'camera');
    this.element('hint').hidden = true;
    for (const track of stream.getTracks()) {
      track.addEventListener('ended', () => {
        if (this.stream !== stream) return;
        this.stop(track.kind === 'video' ? 'The video has ended.' : 'The microphone is gone.');
      });
    }
    this.applyMute();
    void this.listDevices();
    return stream;
  }

  private follow(state: PublishingState, message = ''): void {
    this.show(state);
    this.tell(message);
    if (state !== 'refused') return;
    this.publishing = undefined;
    this.release();
    this.element('token').focus();
  }

  private release(): void {
    stop(this.stream);
    this.stream = undefined;
    (this.element('preview') as HTMLVideoElement).srcObject = null;
    this.element('hint').hidden = false;
  }

  private show(state: PublishingState): void {
    const isOn = state !== 'idle' && state !== 'refused';
    this.form.dataset['state'] = state;
    setText(this.element('state-text'), this.say(WORDS[state]));
    this.element('start').hidden = isOn;
    this.element('stop').hidden = !isOn;
    this.element('mute').hidden = !isOn || this.choice().microphone === 'none';
    this.element('figures').hidden = !isOn;
    (this.element('token') as HTMLInputElement).disabled = isOn;
    clearInterval(this.timer);
    if (isOn) this.timer = setInterval(() => void this.showFigures(), FIGURES_EVERY_MS);
    else this.meter = new FigureMeter();
    void this.keepAwake(isOn);
  }

  private async showFigures(): Promise<void> {
    const report = await this.publishing?.report();
    if (report === undefined) return;
    const figures = this.meter.read(report);
    setText(this.element('bitrate'), figures.bitrate);
    setText(this.element('round-trip'), figures.roundTrip);
    setText(this.element('video-size'), figures.videoSize);
    setText(this.element('loss'), figures.loss);
  }

  private toggleMute(): void {
    this.isMuted = !this.isMuted;
    setText(this.element('mute'), this.say(this.isMuted ? 'Unmute' : 'Mute'));
    this.applyMute();
  }

  private applyMute(): void {
    for (const track of this.stream?.getAudioTracks() ?? []) track.enabled = !this.isMuted;
  }

  private async target(): Promise<WhipTarget> {
    const { whip = '', iceServers = '' } = this.form.dataset;
    return {
      endpoint: addressOf(whip),
      token: this.value('token').trim(),
      iceServers: await iceServersFrom(addressOf(iceServers)),
      maxBitrateBps: BITRATES[this.value('quality')] ?? 2_500_000,
    };
  }

  private choice(): MediaChoice {
    return {
      video: this.value('video-source') === 'screen' ? 'screen' : 'camera',
      camera: this.value('camera'),
      microphone: this.value('microphone'),
      height: Number(this.value('quality')),
    };
  }

  /** Adds the devices there are, and keeps what was chosen. */
  private async listDevices(): Promise<void> {
    const [cameras, microphones] = await Promise.all([devicesOf('videoinput'), devicesOf('audioinput')]);
    for (const [id, devices] of [
      ['camera', cameras],
      ['microphone', microphones],
    ] as const) {
      const select = this.element(id) as HTMLSelectElement;
      const chosen = select.value;
      for (const option of select.querySelectorAll('option'))
        if (option.dataset['device'] !== undefined) option.remove();
      for (const [number, [value, label]] of [...devices].entries()) {
        if (value === 'default') continue;
        const name = label || this.say('Device {number}').replace('{number}', String(number + 1));
        const option = new Option(name, value);
        option.dataset['device'] = '';
        select.add(option);
      }
      select.value = devices.has(chosen) || chosen === 'none' ? chosen : '';
    }
  }

  private tellFailure(error: unknown): void {
    if (error instanceof CaptureFailed) this.tell(error.message, error.detail);
    else this.tell(String(error));
  }

  /** @param detail words of the browser, which are as they are */
  private tell(message: string, detail = ''): void {
    const element = this.element('message');
    element.hidden = message === '';
    setText(element, [this.say(message), detail].join(' ').trim());
  }

  private async keepAwake(isOn: boolean): Promise<void> {
    if (!isOn) {
      void this.wakeLock?.release();
      this.wakeLock = undefined;
    } else if (this.wakeLock === undefined || this.wakeLock.released) {
      // Only over HTTPS, and not in a page in the background.
      this.wakeLock = await navigator.wakeLock?.request('screen').catch(() => undefined);
    }
  }

  /** A text in the language of the page, if that has it. */
  private say(english: string): string {
    const words = JSON.parse(this.form.dataset['words'] || '{}') as Readonly<Record<string, string>>;
    return words[english] ?? english;
  }

  private value(id: string): string {
    return (this.element(id) as HTMLInputElement | HTMLSelectElement).value;
  }

  private element(id: string): HTMLElement {
    const element = this.form.querySelector<HTMLElement>(`#${id}`);
    if (element === null) throw new Error(`The page has no element with the id "${id}".`);
    return element;
  }
}

/** Without credentials, with which `fetch` throws. */
function addressOf(path: string): string {
  const url = new URL(path, document.baseURI);
  url.username = url.password = '';
  return url.href;
}

async function iceServersFrom(url: string): Promise<RTCIceServer[]> {
  try {
    const response = await fetch(url, {
      cache: 'no-store',
      signal: AbortSignal.timeout(ICE_SERVERS_TIMEOUT_MS),
    });
    const answer = (await response.json()) as RTCIceServer[] | { iceServers?: RTCIceServer[] };
    const servers = Array.isArray(answer) ? answer : answer.iceServers;
    return Array.isArray(servers) ? servers : [];
  } catch {
    return [];
  }
}

const form = document.querySelector<HTMLFormElement>('form#publisher');
if (form !== null) new PublishPage(form).begin();
