import type { PacketizedFrame } from '../media/packetized-frame.js';
import type { PacketStamp } from './packet-stamp.js';
import { absoluteCaptureTime } from './rtp-header-extensions.js';
import { RtpHeaderTemplate } from './rtp-header-template.js';
import type { RtpSenderParameters } from './rtp-sender.js';

interface HeadersOfFormat {
  readonly payloadType: number;
  readonly stamp: PacketStamp | undefined;
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
  private paddingHeader: RtpHeaderTemplate | undefined;

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
    return { header: this.next(frame), rtxHeader: this.forProfile(frame.h264Profile).rtx };
  }

  /** The header of a frame's packets. Called once per frame, in order, where nothing is sent again. */
  next(frame: PacketizedFrame): RtpHeaderTemplate {
    const headers = this.forProfile(frame.h264Profile);
    return this.timed(frame, headers) ?? (this.confirmed ? headers.bare : headers.full);
  }

  /** The header of packets of the retransmission stream that have nothing but padding. */
  get padding(): RtpHeaderTemplate | undefined {
    const { rtx, stamp } = this.parameters;
    if (rtx === undefined) return undefined;
    this.paddingHeader ??= new RtpHeaderTemplate(rtx.payloadType, rtx.ssrc, { stamp, padded: true });
    return this.paddingHeader;
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
  private timed(
    { captureTimeUs }: PacketizedFrame,
    { payloadType, stamp }: HeadersOfFormat,
  ): RtpHeaderTemplate | undefined {
    const { ssrc, extensions, captureTime } = this.parameters;
    if (captureTime === undefined || captureTimeUs - this.lastCaptureTimeUs < captureTimeIntervalUs) {
      return undefined;
    }
    this.lastCaptureTimeUs = captureTimeUs;
    const data = absoluteCaptureTime(captureTime.clock.ntpTime(captureTimeUs));
    return new RtpHeaderTemplate(payloadType, ssrc, {
      extensions: [...(this.confirmed ? [] : extensions), { id: captureTime.id, data }],
      stamp,
    });
  }

  private forFormat(payloadType: number, rtxPayloadType: number | undefined): HeadersOfFormat {
    const known = this.formats.get(payloadType);
    if (known !== undefined) return known;
    const { ssrc, rtx, extensions, sentOnce } = this.parameters;
    const hasRtx = rtx !== undefined && rtxPayloadType !== undefined;
    // A repeat without RTX is the same packet under the same index, which must not have another stamp.
    const stamp = hasRtx || sentOnce === true ? this.parameters.stamp : undefined;
    const headers = {
      payloadType,
      stamp,
      full: new RtpHeaderTemplate(payloadType, ssrc, { extensions, stamp }),
      bare: new RtpHeaderTemplate(payloadType, ssrc, { stamp }),
      rtx: hasRtx ? new RtpHeaderTemplate(rtxPayloadType, rtx.ssrc, { extensions, stamp }) : undefined,
    };
    this.formats.set(payloadType, headers);
    return headers;
  }
}
