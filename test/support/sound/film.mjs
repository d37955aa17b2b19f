import { spawn } from 'node:child_process';
import { once } from 'node:events';
import { findOnPath } from '../../../tools/executables.mjs';

export const filmSize = { width: 1280, height: 720 };
export const filmFramerate = 30;
/** How long a flash and a beep last. */
export const flashMs = 100;
export const beepHz = 1000;

/** What sounds: a beep with each full second, a tone without end, or another tone on each side. */
const sounds = {
  beeps: `0.5*sin(2*PI*${beepHz}*t)*lt(mod(t,1),${flashMs / 1000})`,
  tone: `0.5*sin(2*PI*${beepHz}*t)`,
  sides: '0.5*sin(2*PI*440*t)|0.5*sin(2*PI*1500*t)',
};

const encoders = {
  aac: ['-c:a', 'aac', '-b:a', '128k'],
  opus: ['-c:a', 'libopus', '-b:a', '96k'],
  pcmu: ['-c:a', 'pcm_mulaw', '-ar', '8000', '-ac', '1'],
  pcma: ['-c:a', 'pcm_alaw', '-ar', '8000', '-ac', '1'],
  l16: ['-c:a', 'pcm_s16be'],
};

/** @typedef {keyof typeof encoders} FilmCodec */

/**
 * Writes a film of 720p30: a moving pattern below, black above, white there for 100 ms from each full second on, and the
 * sound of that.
 *
 * @param {string} path whose ending chooses the container
 * @param {object} options
 * @param {number} options.seconds
 * @param {FilmCodec} [options.codec] of the sound
 * @param {keyof typeof sounds} [options.sound]
 * @param {number} [options.beepsLateMs] by how much each beep is behind its flash
 * @param {number} [options.sampleRateHz]
 * @param {number} [options.channels]
 * @param {number} [options.interleaveMs] how much of a track lies in one piece in the file, before that of the other
 */
export async function writeFilm(path, options) {
  const { seconds, codec = 'aac', sound = 'beeps', beepsLateMs = 0, interleaveMs = 0 } = options;
  const { sampleRateHz = 48_000, channels = 2 } = options;
  const { width, height } = filmSize;
  const flash = `drawbox=x=0:y=0:w=iw:h=ih/2:t=fill:color=white:enable='lt(mod(t+0.001,1),${flashMs / 1000})'`;
  const frames = `color=black:s=${width}x${height}:r=${filmFramerate}[a];testsrc2=s=${width}x${height / 2}:r=${filmFramerate}[b];[a][b]overlay=y=${height / 2},${flash}`;
  const late = beepsLateMs === 0 ? '' : `,adelay=${beepsLateMs}:all=1`;
  const layout = channels === 1 ? 'mono' : 'stereo';
  const samples = `aevalsrc='${sounds[sound]}':s=${sampleRateHz},aformat=channel_layouts=${layout}${late}`;
  const video = path.endsWith('.webm')
    ? ['-c:v', 'libvpx', '-b:v', '2M', '-deadline', 'realtime', '-cpu-used', '8']
    : ['-c:v', 'libx264', '-preset', 'ultrafast', '-tune', 'zerolatency', '-b:v', '2M'];
  const apart = interleaveMs === 0 ? [] : ['-chunk_duration', String(interleaveMs * 1000)];
  const inputs = ['-f', 'lavfi', '-i', frames, '-f', 'lavfi', '-i', samples, '-t', String(seconds)];
  const encoding = [...video, '-pix_fmt', 'yuv420p', '-g', '60', ...encoders[codec]];
  await runFfmpeg([...inputs, ...encoding, ...apart, path]);
}

/** @param {readonly string[]} args */
export async function runFfmpeg(args) {
  const program = process.env['FFMPEG_PATH'] || (findOnPath('ffmpeg') ?? 'ffmpeg');
  const child = spawn(program, ['-hide_banner', '-loglevel', 'error', '-y', ...args], {
    stdio: ['ignore', 'ignore', 'pipe'],
  });
  let said = '';
  child.stderr.setEncoding('utf8').on('data', (text) => (said += text));
  const [status] = await once(child, 'close');
  if (status !== 0) throw new Error(`ffmpeg ended with ${status}: ${said}`);
}
