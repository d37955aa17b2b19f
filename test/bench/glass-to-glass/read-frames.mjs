/**
 * Runs in the page, and needs all it uses inside: takes the time of each frame that comes on screen and reads the one that
 * is drawn into it.
 *
 * @param {number} wanted how many frames
 * @returns {Promise<{ frames: object[], unreadable: number, skipped: number }>} times in milliseconds since 1970; those
 *   of a frame's way as the browser tells them
 */
export function readFrames(wanted) {
  const columns = 30;
  const rows = 2;
  const cell = 8;
  const video = document.querySelector('video');
  const canvas = document.createElement('canvas');
  canvas.width = columns * cell;
  canvas.height = rows * cell;
  const context = canvas.getContext('2d', { willReadFrequently: true });

  /** Mean of the inner half of a cell, without the edges into which its neighbours run. */
  function brightness(data, column, row) {
    let sum = 0;
    for (let y = cell / 4; y < (3 * cell) / 4; y += 1) {
      for (let x = cell / 4; x < (3 * cell) / 4; x += 1) {
        sum += data[4 * ((row * cell + y) * canvas.width + column * cell + x) + 1];
      }
    }
    return sum / (cell / 2) ** 2;
  }

  function readRow(data, row) {
    const values = Array.from({ length: columns }, (_, column) => brightness(data, column, row));
    const [white, black] = values;
    return white - black < 60 ? [] : values.slice(2).map((value) => (value > (white + black) / 2 ? 1 : 0));
  }

  function crc8(bytes) {
    let crc = 0;
    for (const byte of bytes) {
      crc ^= byte;
      for (let bit = 0; bit < 8; bit += 1) crc = crc & 0x80 ? ((crc << 1) ^ 0x07) & 0xff : crc << 1;
    }
    return crc;
  }

  function readTime() {
    // The layout is given for frames 1280 wide.
    const scale = video.videoWidth / 1280;
    context.drawImage(
      video,
      32 * scale,
      32 * scale,
      480 * scale,
      32 * scale,
      0,
      0,
      canvas.width,
      canvas.height,
    );
    const { data } = context.getImageData(0, 0, canvas.width, canvas.height);
    const bits = [...readRow(data, 0), ...readRow(data, 1)];
    if (bits.length !== 56) return undefined;
    const bytes = Array.from({ length: 7 }, (_, index) =>
      bits.slice(8 * index, 8 * index + 8).reduce((value, bit) => 2 * value + bit, 0),
    );
    const checksum = bytes.pop();
    return checksum === crc8(bytes) ? bytes.reduce((value, byte) => 256 * value + byte, 0) : undefined;
  }

  return new Promise((resolve) => {
    const frames = [];
    let unreadable = 0;
    let skipped = 0;
    let presentedBefore;
    const since1970 = (pageMs) => performance.timeOrigin + pageMs;
    const look = (_, metadata) => {
      // First of all: reading takes its time too.
      const seenMs = since1970(performance.now());
      const { presentedFrames, receiveTime, presentationTime, expectedDisplayTime, processingDuration } =
        metadata;
      if (presentedBefore !== undefined) skipped += presentedFrames - presentedBefore - 1;
      presentedBefore = presentedFrames;
      const capturedMs = readTime();
      if (capturedMs === undefined) unreadable += 1;
      else {
        frames.push({
          capturedMs,
          receivedMs: since1970(receiveTime),
          decodingMs: 1000 * processingDuration,
          presentedMs: since1970(presentationTime),
          seenMs,
          shownMs: since1970(expectedDisplayTime),
        });
      }
      if (frames.length + unreadable < wanted) video.requestVideoFrameCallback(look);
      else resolve({ frames, unreadable, skipped });
    };
    video.requestVideoFrameCallback(look);
  });
}
