import type { AudioPacketSource } from '../broadcast/audio/audio-rendition.js';
import type { AudioPacketSourceRequest } from '../broadcast/audio/stream-audio.js';
import { isEncodedAudio, type AudioFrame, type EncodedAudioFrame } from '../media/audio-frame.js';

/** Makes a packet of each frame of sound, at once; a packet is one byte, 0 while it is muted. */
export class FakeAudioSource implements AudioPacketSource {
  muted = false;
  closed = false;
  private packetsEncoded = 0;

  constructor(readonly request: AudioPacketSourceRequest) {}

  push(frame: AudioFrame | EncodedAudioFrame): void {
    const { key, channels, onPacket } = this.request;
    const data = this.muted ? Buffer.of(0) : isEncodedAudio(frame) ? frame.data : Buffer.of(1);
    this.packetsEncoded++;
    onPacket({ codec: key.codec, captureTimeUs: frame.captureTimeUs, durationUs: 20_000, channels, data });
  }

  setMuted(muted: boolean): void {
    this.muted = muted;
  }

  stats() {
    const { packetsEncoded } = this;
    return { packetsEncoded, bytesEncoded: packetsEncoded, encodersOpened: 1 };
  }

  close(): Promise<void> {
    this.closed = true;
    return Promise.resolve();
  }
}
