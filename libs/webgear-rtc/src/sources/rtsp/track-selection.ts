import { RelayDeclinedError } from '../../ffmpeg/relay/packet-relay.js';
import type { MediaSection, SessionDescription } from './session-description.js';
import {
  soundFormatOf,
  videoFormatOf,
  type SoundTrackFormat,
  type VideoTrackFormat,
} from './track-format.js';

/** A section of a session description, and its format. */
export interface Selected<Format> {
  readonly section: MediaSection;
  readonly format: Format;
}

/** The tracks that are read. */
export interface SelectedTracks {
  readonly video: Selected<VideoTrackFormat>;
  readonly sound: Selected<SoundTrackFormat> | undefined;
}

/**
 * Selects the tracks that FFmpeg would: the one of video, and the first of sound.
 *
 * @param wantsSound whether sound is asked for
 * @throws RelayDeclinedError if FFmpeg is to read them: it knows more codecs, and chooses among several of video by their size
 */
export function selectTracks({ sections }: SessionDescription, wantsSound: boolean): SelectedTracks {
  const [video, second] = sections.filter(({ media }) => media === 'video');
  if (video === undefined || second !== undefined) throw new RelayDeclinedError('not one track of video');
  const format = videoFormatOf(video);
  if (format === undefined) throw new RelayDeclinedError(`video in "${video.encoding}"`);
  return {
    video: { section: video, format },
    sound: wantsSound ? selectSound(sections.filter(({ media }) => media === 'audio')) : undefined,
  };
}

function selectSound(sections: readonly MediaSection[]): SelectedTracks['sound'] {
  // The loudspeaker of a camera is listed beside its microphone.
  const section = sections.find(({ isSendOnly }) => !isSendOnly) ?? sections[0];
  if (section === undefined) return undefined;
  const format = soundFormatOf(section);
  if (format === undefined) throw new RelayDeclinedError(`sound in "${section.encoding}"`);
  return { section, format };
}
