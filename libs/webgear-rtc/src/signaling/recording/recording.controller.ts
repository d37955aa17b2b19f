import { createReadStream } from 'node:fs';
import { extname } from 'node:path';
import { Get, Inject, Req, Res, UseFilters } from '@nestjs/common';
import { contentType } from 'mime-types';
import parseRange from 'range-parser';
import { allowsBestRung } from '../../broadcast/rung-limit.js';
import { VideoStreamRegistry } from '../../broadcast/video-stream-registry.js';
import { WebGearRtcError } from '../../errors/webgear-rtc.error.js';
import type { Clip } from '../../recording/clip.js';
import { StreamRecordings } from '../../recording/stream-recordings.js';
import type { RecordedSegment } from '../../recording/segment-folder.js';
import type { KeptTime, StreamRecording } from '../../recording/stream-recording.js';
import { Access } from '../access/access.guard.js';
import { ViewerAccess } from '../access/viewer-access.js';
import { rawRequest, type HttpRequest } from '../http-request.js';
import { HttpResponder } from '../http-responder.js';
import { SignalingErrorFilter } from '../signaling-error.filter.js';
import { StreamRoutes } from '../stream-routes.js';
import { queryNumber, queryTime } from './query-number.js';

/** A longer one would take too long before its first byte, and too much memory. */
const LONGEST_CLIP_SECONDS = 300;

const notStored = { 'Cache-Control': 'no-store' };

/** What is kept of a stream: clips, and the files of a recording. */
@UseFilters(SignalingErrorFilter)
@Access('recording')
export class RecordingController {
  constructor(
    @Inject(StreamRecordings) private readonly recordings: StreamRecordings,
    @Inject(HttpResponder) private readonly responder: HttpResponder,
    @Inject(StreamRoutes) private readonly routes: StreamRoutes,
    @Inject(ViewerAccess) private readonly access: ViewerAccess,
    @Inject(VideoStreamRegistry) private readonly streams: VideoStreamRegistry,
  ) {}

  /** The last seconds of the stream: `?seconds=10`. */
  @Get('clip.mp4')
  async clip(@Req() request: HttpRequest, @Res() response: unknown): Promise<void> {
    const seconds = queryNumber(request, {
      name: 'seconds',
      minimum: 1,
      maximum: LONGEST_CLIP_SECONDS,
      otherwise: 10,
    });
    this.sendClip(response, await this.recordingOf(request).clip({ beforeMs: seconds * 1000 }));
  }

  /** A part of the recording: `?start=2026-11-26T12:00:00Z&seconds=30`. */
  @Get('recording.mp4')
  async recordedClip(@Req() request: HttpRequest, @Res() response: unknown): Promise<void> {
    const startMs = queryTime(request, 'start');
    const seconds = queryNumber(request, {
      name: 'seconds',
      minimum: 1,
      maximum: LONGEST_CLIP_SECONDS,
      otherwise: 30,
    });
    this.sendClip(response, await this.recordingOf(request).recordedClip(startMs, seconds * 1000));
  }

  /** The files of the recording, oldest first, and what is newer: `?from=…&to=…` for those of a time. */
  @Get('segments')
  async list(@Req() request: HttpRequest, @Res() response: unknown): Promise<void> {
    const fromMs = queryTime(request, 'from', -Infinity);
    const toMs = queryTime(request, 'to', Infinity);
    const recording = this.recordingOf(request);
    const isAsked = ({ start, durationMs }: KeptTime): boolean =>
      start.getTime() < toMs && start.getTime() + durationMs > fromMs;
    const segments = (await recording.list()).filter(isAsked);
    const { current } = recording;
    const listed = segments.map((segment) => ({
      start: segment.start.toISOString(),
      durationMs: segment.durationMs,
      bytes: segment.bytes,
      url: `segments/${fileNameOf(segment)}`,
    }));
    const newest = current !== undefined &&
      isAsked(current) && {
        current: { start: current.start.toISOString(), durationMs: current.durationMs },
      };
    this.responder.send(response, {
      status: 200,
      headers: notStored,
      // A page has a clock of its own.
      body: { segments: listed, ...newest, now: new Date().toISOString() },
    });
  }

  /** One file of the recording, or a range of it (RFC 9110, 14). */
  @Get('segments/:file')
  async file(@Req() request: HttpRequest, @Res() response: unknown): Promise<void> {
    const name = request.params?.['file'] ?? '';
    const segment = (await this.recordingOf(request).list()).find((one) => fileNameOf(one) === name);
    if (segment === undefined) throw new WebGearRtcError('WGR_PAGE_NOT_FOUND', undefined);
    const { bytes, path } = segment;
    const headers = {
      'Content-Type': contentType(extname(path)) || 'video/mp4',
      'Accept-Ranges': 'bytes',
      // What has its name does not change any more.
      'Cache-Control': 'private, max-age=3600',
    };
    const stated = request.headers.range;
    const ranges = stated === undefined ? undefined : parseRange(bytes, stated, { combine: true });
    if (ranges === -1) {
      const unsatisfied = { ...headers, 'Content-Range': `bytes */${bytes}` };
      return this.responder.send(response, { status: 416, headers: unsatisfied, body: '' });
    }
    // Several ranges, and a header that cannot be read, may be answered with the whole (RFC 9110, 14.2).
    const [range] = Array.isArray(ranges) && ranges.type === 'bytes' && ranges.length === 1 ? ranges : [];
    const { start, end } = range ?? { start: 0, end: bytes - 1 };
    const length = { 'Content-Length': String(end - start + 1) };
    const partial = range && { 'Content-Range': `bytes ${start}-${end}/${bytes}` };
    const isHead = rawRequest(request).method === 'HEAD';
    this.responder.send(response, {
      status: range === undefined ? 200 : 206,
      headers: { ...headers, ...length, ...partial },
      body: isHead ? '' : createReadStream(path, { start, end }),
    });
  }

  /**
   * Nothing but the best rung is kept, so a permission for less does not include it.
   *
   * @throws WebGearRtcError `WGR_RECORDING_ABOVE_RUNG`, `WGR_STREAM_UNKNOWN`, `WGR_STREAM_ELSEWHERE`
   */
  private recordingOf(request: HttpRequest): StreamRecording {
    const streamName = this.routes.streamOf(request);
    const recording = this.recordings.get(streamName);
    const maxRung = this.access.permissionOf(request)?.maxRung;
    if (
      maxRung !== undefined &&
      recording.isEnabled &&
      !allowsBestRung(this.streams.get(streamName), maxRung)
    )
      throw new WebGearRtcError('WGR_RECORDING_ABOVE_RUNG', { streamName, maxRung });
    return recording;
  }

  private sendClip(response: unknown, { data, contentType: type, start, durationMs }: Clip): void {
    const name = `${start.toISOString().replaceAll(':', '-')}.${type === 'video/mp4' ? 'mp4' : 'webm'}`;
    const headers = {
      ...notStored,
      'Content-Type': type,
      'Content-Disposition': `inline; filename="${name}"`,
      'X-Clip-Start': start.toISOString(),
      'X-Clip-Duration': String(durationMs / 1000),
    };
    this.responder.send(response, { status: 200, headers, body: data });
  }
}

function fileNameOf({ start, path }: RecordedSegment): string {
  return `${start.getTime()}${extname(path)}`;
}
