import { Observable } from 'rxjs';
import type { EncodedAudioDecoder } from '../../ffmpeg/audio/encoded-audio-decoder.js';
import { isEncodedAudio, type AudioFrame, type EncodedAudioFrame } from '../../media/audio-frame.js';

/** What decodes packets of sound. */
export type AudioDecoder = Pick<EncodedAudioDecoder, 'decode' | 'close'>;

/**
 * The sound with all of it decoded. A decoder is open while there is a subscriber, from the first packet on; packets that come until
 * it is open are left out.
 *
 * @param onError told what packets cannot be decoded, and that there is no decoder
 */
export function decodedAudio(
  audio$: Observable<AudioFrame | EncodedAudioFrame>,
  openDecoder: () => Promise<AudioDecoder>,
  onError: (error: unknown) => void,
): Observable<AudioFrame> {
  return new Observable((subscriber) => {
    let decoder: AudioDecoder | undefined;
    let opening: Promise<void> | undefined;
    const open = async (): Promise<void> => {
      try {
        const opened = await openDecoder();
        if (subscriber.closed) opened.close();
        else decoder = opened;
      } catch (error) {
        onError(error);
      }
    };
    const decode = (packet: EncodedAudioFrame): AudioFrame[] => {
      try {
        return decoder?.decode(packet) ?? [];
      } catch (error) {
        onError(error);
        return [];
      }
    };
    subscriber.add(() => decoder?.close());
    const next = (frame: AudioFrame | EncodedAudioFrame): void => {
      if (!isEncodedAudio(frame)) return subscriber.next(frame);
      opening ??= open();
      for (const decoded of decode(frame)) subscriber.next(decoded);
    };
    return audio$.subscribe({
      next,
      error: (error: unknown) => subscriber.error(error),
      complete: () => subscriber.complete(),
    });
  });
}
