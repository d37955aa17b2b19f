// Plays the stream of this page, and comes back by itself after whatever ends it.

const FIRST_RETRY_DELAY_MS = 500;
const LONGEST_RETRY_DELAY_MS = 8000;
const ANSWER_TIMEOUT_MS = 8000;
const FIRST_PICTURE_TIMEOUT_MS = 10_000;
// Browsers check an idle connection every 2.5 s: a server that is there is heard of more often than this.
const SILENCE_TIMEOUT_MS = 3200;
const WATCH_INTERVAL_MS = 400;

const player = document.getElementById('player');
const video = document.getElementById('video');
const status = document.getElementById('status');
const playButton = document.getElementById('play');

/** An answer of the server that is not the one hoped for. */
class Refusal extends Error {
  constructor(code, message, retryAfterSeconds) {
    super(message);
    this.code = code;
    this.retryAfterSeconds = retryAfterSeconds;
  }
}

/**
 * Adds to an offer that this end wants to know the round trip (RFC 3611, 4.4). A Chromium that knows it asks again for
 * what got lost twice as soon as it can be late; else it waits 100 ms each time, and the picture stands still.
 */
function askForRoundTrip(sdp) {
  return sdp.replaceAll(/^a=rtcp-fb:(\d+) nack pli\r\n/gm, '$&a=rtcp-fb:$1 rrtr\r\n');
}

/** One connection to the server, from its offer to its end. */
class Session {
  #connection = new RTCPeerConnection({ bundlePolicy: 'max-bundle' });
  #sessionToken;
  #watch;
  #liveliness = '';
  #lastSignAtMs = 0;
  #startedAtMs = performance.now();
  #hasPicture = false;
  #ended = false;

  /** The secret that ends this session and no other, once the server has answered. */
  get sessionToken() {
    return this.#sessionToken;
  }

  /**
   * @param previousSessionToken of the session this one follows
   * @param onPicture called once, with the first picture on screen
   * @param onEnd called once, unless the page closed the session before
   */
  constructor(previousSessionToken, onPicture, onEnd) {
    this.previousSessionToken = previousSessionToken;
    this.onPicture = onPicture;
    this.onEnd = onEnd;
  }

  async open() {
    const connection = this.#connection;
    connection.addEventListener('track', ({ track, streams }) =>
      this.#show(streams[0] ?? new MediaStream([track])),
    );
    connection.addEventListener('connectionstatechange', () => {
      if (connection.connectionState === 'failed') this.#end();
    });
    const { receiver } = connection.addTransceiver('video', { direction: 'recvonly' });
    // Show each picture as it comes; the default keeps some back against jitter.
    if ('jitterBufferTarget' in receiver) receiver.jitterBufferTarget = 0;
    else if ('playoutDelayHint' in receiver) receiver.playoutDelayHint = 0;

    performance.mark('webgear-rtc:offer');
    const { type, sdp } = await connection.createOffer();
    const offer = { type, sdp: askForRoundTrip(sdp) };
    // Sent without any candidate of ours: the server learns our address from our first check of its own. Gathering would
    // only cost time.
    const described = connection
      .setLocalDescription(offer)
      // A browser that wants its own words is none that would have used the difference.
      .catch(() => connection.setLocalDescription({ type, sdp }));
    const [answer] = await Promise.all([this.#ask(offer), described]);
    if (this.#ended) return;
    await connection.setRemoteDescription({ type: answer.type, sdp: answer.sdp });
    // A server that shuts down says so here, long before the silence would tell.
    receiver.transport?.addEventListener('statechange', () => {
      if (['closed', 'failed'].includes(receiver.transport.state)) this.#end();
    });
    this.#lastSignAtMs = performance.now();
    this.#watch = setInterval(() => this.#lookForLife(), WATCH_INTERVAL_MS);
  }

  /** Ends the session from this side. */
  close() {
    this.#ended = true;
    clearInterval(this.#watch);
    this.#connection.close();
  }

  /** Tells the server, which works while the page goes away as well. */
  sayGoodbye() {
    if (this.#sessionToken === undefined) return;
    navigator.sendBeacon(player.dataset.close, JSON.stringify({ sessionToken: this.#sessionToken }));
  }

  async #ask({ type, sdp }) {
    const response = await fetch(player.dataset.offer, {
      method: 'POST',
      headers: { 'Content-Type': 'application/json' },
      body: JSON.stringify({ type, sdp, previousSessionToken: this.previousSessionToken }),
      signal: AbortSignal.timeout(ANSWER_TIMEOUT_MS),
    });
    const answer = await response.json().catch(() => ({}));
    if (!response.ok) {
      throw new Refusal(
        answer.code,
        answer.message,
        Number(response.headers.get('Retry-After')) || undefined,
      );
    }
    this.#sessionToken = answer.sessionToken;
    // Closed while the answer was on its way: nobody else could free the place.
    if (this.#ended) this.sayGoodbye();
    return answer;
  }

  #show(stream) {
    video.srcObject = stream;
    video.play().catch((error) => {
      // Some phones in power-saving mode want a touch even for muted video.
      if (error.name === 'NotAllowedError') playButton.hidden = false;
    });
    video.requestVideoFrameCallback?.(() => this.#picture());
  }

  #picture() {
    if (this.#hasPicture || this.#ended) return;
    this.#hasPicture = true;
    performance.mark('webgear-rtc:first-picture');
    this.onPicture();
  }

  async #lookForLife() {
    const { liveliness, framesDecoded } = await this.#measure();
    if (this.#ended) return;
    // A hidden page gets no frame callbacks, and old browsers have none.
    if (framesDecoded > 0) this.#picture();
    const nowMs = performance.now();
    if (liveliness !== this.#liveliness) {
      this.#liveliness = liveliness;
      this.#lastSignAtMs = nowMs;
    }
    const isSilent = nowMs - this.#lastSignAtMs > SILENCE_TIMEOUT_MS;
    const isLate = !this.#hasPicture && nowMs - this.#startedAtMs > FIRST_PICTURE_TIMEOUT_MS;
    if (isSilent || isLate) this.#end();
  }

  /**
   * Anything that shows the server to be there: media, or answers to our connectivity checks. A source that stands still
   * sends no media, and reconnecting would not help it.
   */
  async #measure() {
    const signs = [];
    let framesDecoded = 0;
    for (const report of (await this.#connection.getStats()).values()) {
      if (report.type === 'inbound-rtp') {
        signs.push(report.bytesReceived);
        framesDecoded += report.framesDecoded ?? 0;
      } else if (report.type === 'candidate-pair') {
        signs.push(report.responsesReceived ?? report.lastPacketReceivedTimestamp ?? 0);
      }
    }
    return { liveliness: signs.join(), framesDecoded };
  }

  #end() {
    if (this.#ended) return;
    this.close();
    this.sayGoodbye();
    this.onEnd();
  }
}

/** Keeps one session going. */
class Player {
  #session;
  #lastSessionToken;
  #failures = 0;
  #retryTimer;

  start() {
    clearTimeout(this.#retryTimer);
    this.#retryTimer = undefined;
    playButton.hidden = true;
    this.#session?.close();
    this.#lastSessionToken = this.#session?.sessionToken ?? this.#lastSessionToken;
    if (this.#failures === 0) this.#say('connecting', 'Connecting …');
    else this.#say('reconnecting', 'Reconnecting …');
    const session = new Session(
      this.#lastSessionToken,
      () => {
        this.#failures = 0;
        player.dataset.hasPicture = '';
        this.#say('live', 'Live');
      },
      () => this.#retry(),
    );
    this.#session = session;
    session.open().catch((error) => {
      if (session !== this.#session) return;
      session.close();
      this.#retry(error);
    });
  }

  stop() {
    clearTimeout(this.#retryTimer);
    this.#session?.sayGoodbye();
    this.#session?.close();
    this.#session = undefined;
  }

  retryNow() {
    if (this.#retryTimer !== undefined) this.start();
  }

  /** Somebody asks for the picture: start the video that waits for a touch, or take back the place another page took. */
  play() {
    playButton.hidden = true;
    if (this.#session !== undefined) {
      void video.play();
      return;
    }
    this.#lastSessionToken = undefined;
    this.start();
  }

  #retry(error) {
    const isRefusal = error instanceof Refusal;
    if (isRefusal && error.code === 'WGR_STREAM_ENDED') {
      this.#say('ended', 'The stream has ended.');
      return;
    }
    if (isRefusal && error.code === 'WGR_VIEWER_REPLACED') {
      // Coming back by itself would take the place from the other page, which would take it from this one, for ever.
      this.#say('ended', 'Now playing in another window.');
      this.#session = undefined;
      playButton.hidden = false;
      return;
    }
    const isFull = isRefusal && error.code === 'WGR_TOO_MANY_PEERS';
    const delayMs = isFull ? this.#spread((error.retryAfterSeconds ?? 5) * 1000) : this.#backOff();
    this.#countDown(performance.now() + delayMs, isFull, isRefusal ? error.message : undefined);
  }

  /** Longer after each failure, and not the same for all: a server that comes back would meet everybody at once. */
  #backOff() {
    return this.#spread(Math.min(FIRST_RETRY_DELAY_MS * 2 ** this.#failures++, LONGEST_RETRY_DELAY_MS));
  }

  #spread(delayMs) {
    return delayMs * (0.75 + Math.random() / 2);
  }

  #countDown(untilMs, isFull, reason) {
    const leftMs = untilMs - performance.now();
    if (leftMs <= 0) {
      this.#retryTimer = undefined;
      this.start();
      return;
    }
    const seconds = Math.ceil(leftMs / 1000);
    if (isFull) this.#say('full', `All places are taken. Trying again in ${seconds} s.`);
    else this.#say('reconnecting', `${reason ? `${reason} ` : ''}Reconnecting in ${seconds} s.`);
    this.#retryTimer = setTimeout(() => this.#countDown(untilMs, isFull, reason), Math.min(leftMs, 1000));
  }

  #say(state, words) {
    player.dataset.state = state;
    if (status.textContent !== words) status.textContent = words;
  }
}

const livePlayer = new Player();

playButton.addEventListener('click', () => livePlayer.play());
window.addEventListener('online', () => livePlayer.retryNow());
window.addEventListener('pagehide', () => livePlayer.stop());
window.addEventListener('pageshow', ({ persisted }) => {
  // Back from the browser's page cache, where the connection did not live on.
  if (persisted) livePlayer.start();
});
livePlayer.start();
