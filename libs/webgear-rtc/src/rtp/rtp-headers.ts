import type { PacketizedFrame } from '../media/packetized-frame.js';
import { absoluteCaptureTime } from './rtp-header-extensions.js';
import { RtpHeaderTemplate } from './rtp-header-template.js';
import type { RtpSenderParameters } from './rtp-sender.js';

interface HeadersOfFormat {
  readonly payloadType: number;
  readonly full: RtpHeaderTemplate;
  readonly bare: RtpHeaderTemplate;
  readonly rtx: RtpHeaderTemplate | undefined;
}

/** How often a frame carries its capture time. Receivers extrapolate from it, but not without end. */
const captureTimeIntervalUs = 1_000_000;

/** The headers of one viewer's stream: one set for each payload type its frames come in. */
export class RtpHeaders {
  private readonly formats = new Map<number, HeadersOfFormat>();
  /** Those for the profile of the last frame: it changes with the source, not with each frame. */
  private current:
    { readonly h264Profile: string | undefined; readonly headers: HeadersOfFormat } | undefined;
  private confirmed = false;
  private lastCaptureTimeUs = Number.NEGATIVE_INFINITY;

  constructor(private readonly parameters: RtpSenderParameters) {}

  /** The viewer knows the stream by its SSRC, and needs no header extension for that any more. */
  confirm(): void {
    this.confirmed = true;
  }

  /** The headers of a frame's packets and of their retransmissions. Called once per frame, in order. */
  of(frame: PacketizedFrame): {
    readonly header: RtpHeaderTemplate;
    readonly rtxHeader: RtpHeaderTemplate | undefined;
  } {
    const { payloadType, full, bare, rtx } = this.forProfile(frame.h264Profile);
    const header = this.timed(frame, payloadType) ?? (this.confirmed ? bare : full);
    return { header, rtxHeader: rtx };
  }

  private forProfile(h264Profile: string | undefined): HeadersOfFormat {
    if (this.current !== undefined && this.current.h264Profile === h264Profile) return this.current.headers;
    const { payloadType, rtx, formatFor } = this.parameters;
    const other = h264Profile === undefined ? undefined : formatFor?.(h264Profile);
    const headers =
      other === undefined
        ? this.forFormat(payloadType, rtx?.payloadType)
        : this.forFormat(other.payloadType, other.rtxPayloadType);
    this.current = { h264Profile, headers };
    return headers;
  }

  /** A header of its own for a frame that carries its capture time; `undefined` for any other. */
  private timed({ captureTimeUs }: PacketizedFrame, payloadType: number): RtpHeaderTemplate | undefined {
    const { ssrc, extensions, captureTime } = this.parameters;
    if (captureTime === undefined || captureTimeUs - this.lastCaptureTimeUs < captureTimeIntervalUs) {
      return undefined;
    }
    this.lastCaptureTimeUs = captureTimeUs;
    const data = absoluteCaptureTime(captureTime.clock.ntpTime(captureTimeUs));
    return new RtpHeaderTemplate(payloadType, ssrc, [
      ...(this.confirmed ? [] : extensions),
      { id: captureTime.id, data },
    ]);
  }

  private forFormat(payloadType: number, rtxPayloadType: number | undefined): HeadersOfFormat {
    const known = this.formats.get(payloadType);
    if (known !== undefined) return known;
    const { ssrc, rtx, extensions } = this.parameters;
    const headers = {
      payloadType,
      full: new RtpHeaderTemplate(payloadType, ssrc, extensions),
      bare: new RtpHeaderTemplate(payloadType, ssrc),
      rtx:
        rtx === undefined || rtxPayloadType === undefined
          ? undefined
          : new RtpHeaderTemplate(rtxPayloadType, rtx.ssrc, extensions),
    };
    this.formats.set(payloadType, headers);
    return headers;
  }
}
