/** How long a slot of the counters is. */
export const slotMs = 100;

const rtcpTypes = { first: 64, last: 95 };
const rtpHeaderBytes = 12;

/**
 * Counts what goes to a viewer in front of its line and behind it, in slots of 100 ms, and notes when each video frame came
 * to the line: encrypted RTP has its header in the clear.
 */
export class LineTap {
  /** @type {Map<number, { in: number, out: number, lost: number, waitMs: number, lateMs: number }>} */
  #slots = new Map();
  /** @type {{ timestamp: number, firstMs: number, lastMs: number, bytes: number, packets: number }[]} */
  #frames = [];
  #ssrc;

  /**
   * A datagram in front of the line.
   *
   * @param {number} nowMs
   * @param {Buffer} datagram
   * @param {boolean} passes
   * @param {number} waitMs of the queue it stands in
   */
  onArrival(nowMs, datagram, passes, waitMs) {
    const slot = this.#slot(nowMs);
    slot.in += datagram.length;
    slot.waitMs = Math.max(slot.waitMs, waitMs);
    if (!passes) slot.lost += 1;
    if (isRtp(datagram)) this.#noteFrame(nowMs, datagram);
  }

  /**
   * A datagram behind the line.
   *
   * @param {number} nowMs
   * @param {number} bytes
   * @param {number} dueMs when it should have been there
   */
  onDeparture(nowMs, bytes, dueMs) {
    const slot = this.#slot(nowMs);
    slot.out += bytes;
    slot.lateMs = Math.max(slot.lateMs, nowMs - dueMs);
  }

  /**
   * What was seen, by the clock of the wall.
   *
   * @param {number} timeOriginMs of the clock the times were taken by
   */
  report(timeOriginMs) {
    return {
      slots: [...this.#slots].map(([slot, counted]) => ({ atMs: timeOriginMs + slot * slotMs, ...counted })),
      frames: this.#frames.map(({ firstMs, lastMs, ...frame }) => ({
        firstMs: timeOriginMs + firstMs,
        lastMs: timeOriginMs + lastMs,
        ...frame,
      })),
    };
  }

  #slot(nowMs) {
    const key = Math.floor(nowMs / slotMs);
    let slot = this.#slots.get(key);
    if (slot === undefined) {
      slot = { in: 0, out: 0, lost: 0, waitMs: 0, lateMs: 0 };
      this.#slots.set(key, slot);
    }
    return slot;
  }

  #noteFrame(nowMs, datagram) {
    // The first stream of packets is the video; the other repeats packets or pads.
    this.#ssrc ??= datagram.readUInt32BE(8);
    if (datagram.readUInt32BE(8) !== this.#ssrc) return;
    const timestamp = datagram.readUInt32BE(4);
    const frame = this.#frames.at(-1);
    if (frame?.timestamp === timestamp) {
      frame.lastMs = nowMs;
      frame.bytes += datagram.length;
      frame.packets += 1;
    } else {
      this.#frames.push({ timestamp, firstMs: nowMs, lastMs: nowMs, bytes: datagram.length, packets: 1 });
    }
  }
}

function isRtp(datagram) {
  if (datagram.length < rtpHeaderBytes || datagram[0] >> 6 !== 2) return false;
  const type = datagram[1] & 0x7f;
  return type < rtcpTypes.first || type > rtcpTypes.last;
}
