/** What the server in a page sends, and what it was asked. */
export interface PageServer {
  /** `tone`; `promised`: a track without packets; `inactive`: as servers answer that have no sound. */
  sound: 'tone' | 'promised' | 'inactive';
  /** Whether the sound has a media stream of its own (`audioSync: false`). */
  isSeparate: boolean;
  readonly offers: string[];
  /** Stops or starts the sound while a session runs. */
  setTone(isOn: boolean): Promise<void>;
  /** Ends the session as a server does that shuts down. */
  disconnect(): void;
}

/**
 * Runs in the page before its scripts: a server behind `fetch`, whose sessions end in the page itself. It sends a changing
 * colour and a tone, whatever the server of the product can do.
 */
export function servePage(settings: {
  readonly sound: PageServer['sound'];
  readonly isSeparate: boolean;
}): void {
  // Not by Web Audio, which autoplay rules keep from starting.
  const makeTone = (): MediaStreamTrack => {
    const { MediaStreamTrackGenerator } = globalThis as unknown as {
      MediaStreamTrackGenerator: new (init: { kind: 'audio' }) => MediaStreamTrack & {
        readonly writable: WritableStream<AudioData>;
      };
    };
    const track = new MediaStreamTrackGenerator({ kind: 'audio' });
    const writer = track.writable.getWriter();
    const sampleRate = 48_000;
    const from = performance.now();
    let written = 0;
    setInterval(() => {
      const numberOfFrames = Math.floor(((performance.now() - from) / 1000) * sampleRate) - written;
      const data = Float32Array.from(
        { length: numberOfFrames },
        (_, index) => 0.5 * Math.sin(((written + index) * 2 * Math.PI * 440) / sampleRate),
      );
      const timestamp = (written / sampleRate) * 1e6;
      written += numberOfFrames;
      void writer.write(
        new AudioData({ format: 'f32', sampleRate, numberOfFrames, numberOfChannels: 1, timestamp, data }),
      );
    }, 20);
    return track;
  };
  const canvas = document.createElement('canvas');
  canvas.width = 320;
  canvas.height = 180;
  const draw = (): void => {
    const context = canvas.getContext('2d');
    if (context === null) return;
    context.fillStyle = `hsl(${(performance.now() / 10) % 360} 60% 40%)`;
    context.fillRect(0, 0, 320, 180);
  };
  setInterval(draw, 40);
  draw();
  let tone: MediaStreamTrack | undefined;
  let connection: RTCPeerConnection | undefined;
  const audioOf = (): RTCRtpTransceiver | undefined =>
    connection?.getTransceivers().find(({ receiver }) => receiver.track.kind === 'audio');
  const server: PageServer = {
    ...settings,
    offers: [],
    setTone: async (isOn) => {
      tone ??= makeTone();
      await audioOf()?.sender.replaceTrack(isOn ? tone : null);
    },
    disconnect: () => connection?.close(),
  };
  Object.assign(globalThis, { server });

  const answer = async (sdp: string): Promise<RTCSessionDescriptionInit> => {
    server.offers.push(sdp);
    connection?.close();
    const current = new RTCPeerConnection();
    connection = current;
    await current.setRemoteDescription({ type: 'offer', sdp });
    const stream = new MediaStream();
    for (const each of current.getTransceivers()) {
      const isVideo = each.receiver.track.kind === 'video';
      each.direction = !isVideo && server.sound === 'inactive' ? 'inactive' : 'sendonly';
      each.sender.setStreams(isVideo || !server.isSeparate ? stream : new MediaStream());
      if (isVideo) await each.sender.replaceTrack(canvas.captureStream(25).getVideoTracks()[0] ?? null);
      else if (server.sound === 'tone') await server.setTone(true);
    }
    await current.setLocalDescription();
    await new Promise<void>((resolve) => {
      const look = (): void => {
        if (current.iceGatheringState === 'complete') resolve();
      };
      current.addEventListener('icegatheringstatechange', look);
      look();
    });
    return current.localDescription?.toJSON() as RTCSessionDescriptionInit;
  };

  const images = async (): Promise<Response> => {
    const blob = await new Promise<Blob | null>((resolve) => {
      canvas.toBlob(resolve, 'image/jpeg');
    });
    const image = await (blob as Blob).arrayBuffer();
    let timer: ReturnType<typeof setInterval>;
    const body = new ReadableStream<Uint8Array>({
      start: (controller) => {
        const head = `--frame\r\nContent-Type: image/jpeg\r\nContent-Length: ${image.byteLength}\r\n\r\n`;
        timer = setInterval(() => {
          controller.enqueue(new TextEncoder().encode(head));
          controller.enqueue(new Uint8Array(image));
          controller.enqueue(new TextEncoder().encode('\r\n'));
        }, 100);
      },
      cancel: () => clearInterval(timer),
    });
    return new Response(body, { headers: { 'Content-Type': 'multipart/x-mixed-replace; boundary=frame' } });
  };

  globalThis.fetch = async (input, init) => {
    const route = new URL(String(input)).pathname.split('/').at(-1);
    if (route === 'offer') {
      const { sdp } = JSON.parse(String(init?.body)) as { sdp: string };
      return Response.json({ ...(await answer(sdp)), sessionToken: 'token' });
    }
    if (route === 'state') return Response.json({ state: 'live' });
    if (route === 'stream.mjpeg') return images();
    return new Response('', { status: 404 });
  };
  navigator.sendBeacon = () => true;
}
