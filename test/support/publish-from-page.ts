import type { Page } from 'playwright-core';

/** Arguments for Chromium that give pages a camera and a microphone. */
export const fakeDevices = ['--use-fake-device-for-media-stream', '--use-fake-ui-for-media-stream'];

/** What a page publishes. */
export interface PublishSettings {
  /** Address of the endpoint. */
  readonly endpoint: string;
  /** The one codec it offers, as in `video/H264`; all where left out. */
  readonly mimeType?: string;
  readonly video?: boolean;
  readonly audio?: boolean;
  readonly width?: number;
  readonly height?: number;
  /** Changes the answer, for example to send through a relay. */
  readonly rewrite?: (sdp: string) => string;
}

interface PageSettings extends Omit<PublishSettings, 'rewrite'> {
  readonly [name: string]: unknown;
}

/** Publishes the page's fake devices, and resolves with the status of the answer. */
export async function publishFromPage(
  page: Page,
  { rewrite, ...settings }: PublishSettings,
): Promise<number> {
  const rewriter = `rewrite${Math.random().toString(36).slice(2)}`;
  await page.exposeFunction(rewriter, (sdp: string) => (rewrite === undefined ? sdp : rewrite(sdp)));
  return page.evaluate(publish, { ...settings, rewriter } as PageSettings & { rewriter: string });
}

/** Runs in the page. */
async function publish({
  endpoint,
  mimeType,
  video = true,
  audio = true,
  width = 1280,
  height = 720,
  rewriter,
}: PageSettings & { rewriter: string }): Promise<number> {
  const stream = await navigator.mediaDevices.getUserMedia({
    ...(video && { video: { width, height, frameRate: 30 } }),
    audio,
  });
  const connection = new RTCPeerConnection();
  Object.assign(globalThis, { publisher: connection });
  for (const track of stream.getTracks()) {
    const transceiver = connection.addTransceiver(track, { direction: 'sendonly', streams: [stream] });
    if (track.kind !== 'video' || mimeType === undefined) continue;
    const { codecs = [] } = RTCRtpSender.getCapabilities('video') ?? {};
    transceiver.setCodecPreferences(
      codecs.filter((codec) => [mimeType, 'video/rtx'].includes(codec.mimeType)),
    );
  }
  await connection.setLocalDescription();
  const answer = await fetch(endpoint, {
    method: 'POST',
    headers: { 'Content-Type': 'application/sdp' },
    body: connection.localDescription?.sdp ?? '',
  });
  if (answer.status !== 201) return answer.status;
  Object.assign(globalThis, { resource: new URL(answer.headers.get('Location') ?? '', answer.url).href });
  const page = globalThis as unknown as Record<string, (sdp: string) => Promise<string>>;
  const sdp = await page[rewriter]?.(await answer.text());
  await connection.setRemoteDescription({ type: 'answer', sdp: sdp ?? '' });
  return answer.status;
}
