/**
 * Runs in the page, and needs all it uses inside: `globalThis.meter` notes what a `<video>` shows and what sounds with it.
 *
 * The sound is that which the browser's jitter buffer gives to the output of the element: a `MediaStreamTrackProcessor` gets
 * it as it is pulled, 10 ms at a time, where a Web Audio graph would add buffers of its own. A block that comes late, because
 * the page was busy, says nothing of when it was pulled: of the blocks around it the one that came soonest counts.
 */
export function installSoundMeter() {
  const threshold = 0.1;
  const quietMs = 300;
  // Below these a tone of half the full scale has stopped.
  const silenceLevel = 0.03;
  const stepMs = 5;

  class SoundMeter {
    flashes = [];
    onsets = [];
    blocks = [];
    gaps = [];
    peaks = [];
    levels = [0, 0];
    #rate = 48_000;
    #samples = 0;
    #loudSample = Number.NEGATIVE_INFINITY;
    #quietSteps = 0;
    #bright = false;
    #stopped = false;
    #power = [];

    /** @param {HTMLVideoElement} video @param {MediaStreamTrack} track */
    start(video, track) {
      this.#watchFlashes(video);
      this.#listen(track);
    }

    stop() {
      this.#stopped = true;
    }

    /** What was seen and heard so far; times in milliseconds of the page's clock. */
    report() {
      const { flashes, onsets, gaps } = this;
      const power = this.#power.map(({ low, high, count }) => ({ low: low / count, high: high / count }));
      return {
        flashes,
        beeps: onsets.map((sample) => this.#timeOf(sample)).filter((time) => time !== undefined),
        gapsMs: gaps,
        heardMs: (1000 * this.#samples) / this.#rate,
        power,
      };
    }

    #watchFlashes(video) {
      const canvas = new OffscreenCanvas(4, 4);
      const context = canvas.getContext('2d', { willReadFrequently: true });
      const look = (_, { expectedDisplayTime, presentationTime }) => {
        if (this.#stopped) return;
        const { videoWidth: width, videoHeight: height } = video;
        context.drawImage(video, width * 0.4, height * 0.1, width * 0.2, height * 0.2, 0, 0, 4, 4);
        const { data } = context.getImageData(0, 0, 4, 4);
        const isBright = data[0] > 128 && data[1] > 128 && data[2] > 128;
        if (isBright && !this.#bright) this.flashes.push(Math.max(expectedDisplayTime, presentationTime));
        this.#bright = isBright;
        video.requestVideoFrameCallback(look);
      };
      video.requestVideoFrameCallback(look);
    }

    async #listen(track) {
      const reader = new MediaStreamTrackProcessor({ track }).readable.getReader();
      for (;;) {
        const { value: audio, done } = await reader.read();
        if (done || this.#stopped) return;
        const nowMs = performance.now();
        const { numberOfFrames, numberOfChannels, sampleRate } = audio;
        const channels = Array.from({ length: numberOfChannels }, (_, planeIndex) => {
          const samples = new Float32Array(numberOfFrames);
          audio.copyTo(samples, { planeIndex, format: 'f32-planar' });
          return samples;
        });
        audio.close();
        this.#rate = sampleRate;
        this.#hear(channels[0]);
        channels.forEach((samples, index) => this.#weigh(samples, index));
        this.#samples += numberOfFrames;
        this.blocks.push({ atMs: nowMs, samples: this.#samples });
      }
    }

    /** Finds where a beep begins, and for how long a tone is gone. */
    #hear(samples) {
      const quiet = (quietMs / 1000) * this.#rate;
      for (let index = 0; index < samples.length; index += 1) {
        if (Math.abs(samples[index]) < threshold) continue;
        const sample = this.#samples + index;
        if (sample - this.#loudSample > quiet) this.onsets.push(sample);
        this.#loudSample = sample;
      }
      const step = Math.round((stepMs / 1000) * this.#rate);
      for (let from = 0; from + step <= samples.length; from += step) {
        let loudest = 0;
        for (let index = from; index < from + step; index += 1)
          loudest = Math.max(loudest, Math.abs(samples[index]));
        if (loudest < silenceLevel) this.#quietSteps += 1;
        else {
          if (this.#quietSteps > 0) this.gaps.push(this.#quietSteps * stepMs);
          this.#quietSteps = 0;
        }
      }
    }

    /** Power of 440 and 1500 Hz in each channel. */
    #weigh(samples, index) {
      const power = (hz) => {
        let real = 0;
        let imaginary = 0;
        samples.forEach((value, at) => {
          const angle = (2 * Math.PI * hz * at) / this.#rate;
          real += value * Math.cos(angle);
          imaginary += value * Math.sin(angle);
        });
        return (real ** 2 + imaginary ** 2) / samples.length ** 2;
      };
      this.#power[index] ??= { low: 0, high: 0, count: 0 };
      const sum = this.#power[index];
      sum.low += power(440);
      sum.high += power(1500);
      sum.count += 1;
    }

    /** When a sample was pulled. */
    #timeOf(sample) {
      const { blocks } = this;
      const of = blocks.findIndex(({ samples }) => samples > sample);
      if (of < 100 || of + 100 > blocks.length) return undefined;
      const around = blocks.slice(of - 100, of + 100);
      // A block is pulled whole: its first sample sounds at once.
      const offsets = around.map(({ atMs, samples }) => atMs - (1000 * samples) / this.#rate);
      return Math.min(...offsets) + (1000 * sample) / this.#rate + 10;
    }
  }

  globalThis.meter = new SoundMeter();
}

/**
 * Runs in the page: starts the meter on its `<video>`, wherever that is, and the newest connection.
 *
 * @returns {Promise<void>} when both tracks are there
 */
export async function startSoundMeter() {
  const { meter, connections } = globalThis;
  const deadlineMs = performance.now() + 15_000;
  const find = () => document.querySelector('video') ?? document.querySelector('webgear-player')?.video;
  for (;;) {
    const track = connections
      .at(-1)
      ?.getReceivers()
      .find((receiver) => receiver.track.kind === 'audio')?.track;
    const video = find();
    if (track !== undefined && video?.readyState >= 2) {
      meter.start(video, track);
      return;
    }
    if (performance.now() > deadlineMs) throw new Error('No video with sound in time.');
    await new Promise((resolve) => setTimeout(resolve, 50));
  }
}
