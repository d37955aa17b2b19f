import { NativeViewer } from './native-viewer.js';

/** Sends an offer to a page's signalling and waits for frames. */
export async function watchPage(pageUrl: string, headers: Record<string, string> = {}): Promise<void> {
  await using viewer = new NativeViewer(['h264']);
  await viewer.connect(async (sdp) => {
    const response = await fetch(new URL('offer', pageUrl), {
      method: 'POST',
      headers: { ...headers, 'Content-Type': 'application/json' },
      body: JSON.stringify({ type: 'offer', sdp }),
    });
    const text = await response.text();
    if (response.status !== 200) throw new Error(`The offer was answered with ${response.status}: ${text}`);
    return (JSON.parse(text) as { sdp: string }).sdp;
  });
  await viewer.waitForFrames(3);
}
