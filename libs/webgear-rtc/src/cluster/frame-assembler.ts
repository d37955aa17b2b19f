import { HEADER_BYTES, MAX_FRAME_BYTES, readHeader, type FrameHeader } from './frame-message.js';

/** A frame as it came from another machine. */
export interface ReceivedFrame {
  readonly header: FrameHeader;
  readonly data: Buffer;
}

/**
 * Puts the parts of frames together. A part that is missing costs its frame; nothing that a message says of itself makes it
 * hold more than one frame.
 */
export class FrameAssembler {
  /** Frames of which parts came and others did not. */
  incomplete = 0;
  private first: FrameHeader | undefined;
  private parts: Buffer[] = [];
  private byteLength = 0;

  /** The frame that this message completes, if it does. */
  push(message: Uint8Array): ReceivedFrame | undefined {
    const header = readHeader(message);
    if (header === undefined) return undefined;
    const bytes = Buffer.from(
      message.buffer,
      message.byteOffset + HEADER_BYTES,
      message.length - HEADER_BYTES,
    );
    if (header.parts === 1) return { header, data: bytes };
    if (header.part === 0) this.begin(header);
    else if (!this.continues(header)) return this.drop();
    this.byteLength += bytes.length;
    if (this.byteLength > MAX_FRAME_BYTES) return this.drop();
    // The memory of a message is that of everything the socket gave at once.
    this.parts.push(Buffer.from(bytes));
    if (this.parts.length < header.parts) return undefined;
    const data = Buffer.concat(this.parts);
    this.first = undefined;
    this.drop();
    return { header, data };
  }

  private begin(header: FrameHeader): void {
    this.drop();
    this.first = header;
  }

  private continues({ sequence, parts, part, epoch, codec }: FrameHeader): boolean {
    const { first } = this;
    return (
      first !== undefined &&
      first.sequence === sequence &&
      first.parts === parts &&
      first.epoch === epoch &&
      first.codec === codec &&
      part === this.parts.length
    );
  }

  private drop(): undefined {
    if (this.first !== undefined) this.incomplete++;
    this.first = undefined;
    this.parts = [];
    this.byteLength = 0;
    return undefined;
  }
}
