// Runs in a page before its own scripts: notes every frame that comes on screen, what the browser counts once a second, when
// the page itself was held up and what it says of its connection, and posts all of it to the server of the page.
(() => {
  const postMs = 250;
  const tickMs = 20;
  // A timer that is later than this was held up by the machine.
  const lateMs = 40;
  const counted = [
    'bytesReceived',
    'framesDecoded',
    'framesDropped',
    'packetsLost',
    'freezeCount',
    'totalFreezesDuration',
    'nackCount',
    'pliCount',
    'jitterBufferDelay',
  ];
  const connections = [];
  const record = { frames: [], stats: [], stalls: [], says: [], errors: [] };
  const epoch = (pageMs) => performance.timeOrigin + pageMs;
  let said;

  globalThis.RTCPeerConnection = class extends RTCPeerConnection {
    constructor(...args) {
      super(...args);
      connections.push(this);
    }
  };
  addEventListener('error', ({ message }) => record.errors.push(message));

  let watched;
  function watchVideo() {
    const video = document.querySelector('video');
    if (video === null || video === watched) return;
    watched = video;
    const look = (_nowMs, { presentationTime, presentedFrames, rtpTimestamp, width, height }) => {
      record.frames.push({
        atMs: epoch(presentationTime),
        count: presentedFrames,
        timestamp: rtpTimestamp,
        width,
        height,
      });
      if (video === watched) video.requestVideoFrameCallback(look);
    };
    video.requestVideoFrameCallback(look);
  }

  async function readStats() {
    const reports = [...((await connections.at(-1)?.getStats())?.values() ?? [])];
    const inbound = reports.find(({ type, kind }) => type === 'inbound-rtp' && kind === 'video');
    if (inbound === undefined) return;
    const codec = reports.find(({ id }) => id === inbound.codecId);
    const counters = Object.fromEntries(counted.map((name) => [name, inbound[name]]));
    record.stats.push({
      atMs: Date.now(),
      codec: codec?.mimeType,
      ...counters,
    });
  }

  /** The text of the page, of shadow trees too, that can be seen. */
  function visibleText(root = document.body) {
    if (root === null) return '';
    const texts = [];
    for (const element of root.querySelectorAll('*')) {
      if (element.shadowRoot) texts.push(visibleText(element.shadowRoot));
      if (element.childElementCount > 0 || !/slow/i.test(element.textContent)) continue;
      if (element.checkVisibility?.({ opacityProperty: true, visibilityProperty: true }) ?? true) {
        texts.push(element.textContent.trim());
      }
    }
    return texts.filter((text) => text !== '').join(' ');
  }

  let dueMs = performance.now() + tickMs;
  setInterval(() => {
    const nowMs = performance.now();
    if (nowMs - dueMs > lateMs) record.stalls.push([epoch(dueMs - tickMs), epoch(nowMs)]);
    dueMs = nowMs + tickMs;
    watchVideo();
  }, tickMs);
  setInterval(() => void readStats(), 1000);
  setInterval(() => {
    const saysNow = visibleText();
    if (saysNow !== said) record.says.push({ atMs: Date.now(), text: saysNow });
    said = saysNow;
    const body = JSON.stringify(record);
    for (const list of Object.values(record)) list.length = 0;
    void fetch('/network-record', { method: 'POST', body, keepalive: body.length < 60_000 }).catch(
      () => undefined,
    );
  }, postMs);
})();
