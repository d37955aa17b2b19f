import type { PacketizedFrame } from './packetized-frame.interface.js';
import { RtpHeaderTemplate } from './rtp-header-template.js';
import type { RtpSenderParameters } from './rtp-sender.js';

interface HeadersOfFormat {
  readonly full: RtpHeaderTemplate;
  readonly bare: RtpHeaderTemplate;
  readonly rtx: RtpHeaderTemplate | undefined;
}

/** The headers of one viewer's stream: one set for each payload type its pictures come in. */
export class RtpHeaders {
  private readonly formats = new Map<number, HeadersOfFormat>();
  private confirmed = false;

  constructor(private readonly parameters: RtpSenderParameters) {}

  /** The viewer knows the stream by its SSRC, and needs no header extension for that any more. */
  confirm(): void {
    this.confirmed = true;
  }

  /** What a picture's packets and their repeats go out with. */
  of({ h264Profile }: PacketizedFrame): {
    readonly header: RtpHeaderTemplate;
    readonly rtxHeader: RtpHeaderTemplate | undefined;
  } {
    const { payloadType, rtx, formatFor } = this.parameters;
    const other = h264Profile === undefined ? undefined : formatFor?.(h264Profile);
    const {
      full,
      bare,
      rtx: rtxHeader,
    } = other === undefined
      ? this.forFormat(payloadType, rtx?.payloadType)
      : this.forFormat(other.payloadType, other.rtxPayloadType);
    return { header: this.confirmed ? bare : full, rtxHeader };
  }

  private forFormat(payloadType: number, rtxPayloadType: number | undefined): HeadersOfFormat {
    const known = this.formats.get(payloadType);
    if (known !== undefined) return known;
    const { ssrc, rtx, extensions } = this.parameters;
    const headers = {
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
