import { Inject, Injectable } from '@nestjs/common';
import { VideoStreamRegistry } from '../broadcast/video-stream-registry.js';
import { ModuleLogger } from '../log/module-logger.js';
import { ConfiguredStreams } from '../options/configured-streams.js';
import { leaveText } from '../peers/leave-reason.js';
import { hasJoined, VIEWER_EVENTS, type ViewerEvents } from '../peers/peer-registry.js';
import type { VideoSourceInfo } from '../sources/video-source.interface.js';
import { RegistrationEvents } from './registration-events.js';
import type { StreamStateChange, ViewerJoined, ViewerLeft } from './webgear-rtc-events.js';

/**
 * A line of the log for each event: viewers that come and go, and sources that are there or at their end, as `log`; states between
 * as `debug`. What is wrong with a source is logged where it is noticed, as `warn` and `error`.
 */
@Injectable()
export class EventLog {
  constructor(
    @Inject(RegistrationEvents) events: RegistrationEvents,
    @Inject(VIEWER_EVENTS) viewers: ViewerEvents,
    @Inject(VideoStreamRegistry) streams: VideoStreamRegistry,
    @Inject(ConfiguredStreams) private readonly configured: ConfiguredStreams,
    @Inject(ModuleLogger) private readonly logger: ModuleLogger,
  ) {
    // They complete when the application ends.
    events.viewerJoined$.subscribe((joined) => this.onJoined(joined));
    events.viewerLeft$.subscribe((left) => this.onLeft(left));
    events.streamState$.subscribe((change) => this.onState(change));
    streams.changes$.subscribe(({ kind, stream: { name: streamName } }) => {
      if (kind === 'reconfigured') return;
      logger.debug(`Stream "${streamName}": ${kind}`, { event: `stream.${kind}`, streamName });
    });
    viewers.departures$.subscribe(({ peer, reason, detail }) => {
      if (hasJoined(peer)) return;
      const { peerId, streamName, mode } = peer;
      const what = mode === 'mjpeg' ? 'got no image' : 'never connected';
      const text = `viewer ${peerId} ${what}: ${leaveText(reason, detail)}`;
      const fields = { event: 'viewer.unconnected', streamName, transport: mode, peerId, reason, detail };
      logger.debug(`Stream "${streamName}": ${text}`, fields);
    });
  }

  private onJoined({ streamName, viewers, ...joined }: ViewerJoined): void {
    const { peerId, remoteAddress } = joined.viewer;
    const { transport } = joined;
    const { codec, rung } = joined.transport === 'webrtc' ? joined.viewer : {};
    const how = rung === undefined ? (codec ?? 'MJPEG') : `${codec}, rung "${rung}"`;
    this.logger.log(`Stream "${streamName}": viewer ${peerId} joined, ${how}, ${viewers} watching`, {
      event: 'viewer.joined',
      streamName,
      transport,
      peerId,
      remoteAddress,
      codec,
      rung,
      viewers,
    });
  }

  private onLeft({ streamName, transport, viewer, reason, detail, totals, viewers }: ViewerLeft): void {
    const { peerId, remoteAddress } = viewer;
    const lasted = `${(totals.durationMs / 1000).toFixed(1)} s, ${(totals.bytesSent / 1e6).toFixed(1)} MB`;
    const why = leaveText(reason, detail);
    this.logger.log(`Stream "${streamName}": viewer ${peerId} left after ${lasted}: ${why}`, {
      event: 'viewer.left',
      streamName,
      transport,
      peerId,
      remoteAddress,
      reason,
      ...(detail !== undefined && { detail }),
      ...totals,
      viewers,
    });
  }

  private onState({ streamName, state, previous, source }: StreamStateChange): void {
    const text =
      source === undefined ? '' : `, ${sourceText(source)}; ${this.sendingText(streamName, source)}`;
    const level = state === 'live' || state === 'ended' ? 'log' : 'debug';
    this.logger[level](`Stream "${streamName}": source ${state}${text}`, {
      event: 'stream.state',
      streamName,
      state,
      previous,
      ...(source !== undefined && { source }),
    });
  }

  private sendingText(streamName: string, info: VideoSourceInfo): string {
    if (this.configured.get(streamName)?.passthrough === 'never') return 'encoded';
    return info.passthrough === undefined
      ? 'encoded, since browsers cannot take it as it comes'
      : 'passthrough where viewers can decode it';
  }
}

function sourceText({ width, height, framerate, live, passthrough }: VideoSourceInfo): string {
  const rate = `${Number(framerate.toFixed(2))} fps`;
  const profile =
    passthrough === undefined
      ? ''
      : `, H.264 profile ${passthrough.profile} level ${passthrough.levelIdc / 10}`;
  return `${width}x${height}, ${rate}, ${live ? 'live' : 'recorded'}${profile}`;
}
