import { access } from 'node:fs/promises';
import { setTimeout as sleep } from 'node:timers/promises';
import { WebGearRtcError } from '../../errors/webgear-rtc.error.js';
import type { CameraControls } from '../../options/camera-controls.interface.js';
import { findProgram } from '../child-process/find-program.js';
import { MediaProcess } from '../child-process/media-process.js';
import { controlIds, parseControls, type V4l2Control } from './v4l2-controls.js';

const controlNames = Object.keys(controlIds) as (keyof CameraControls)[];

/** An unresponsive driver must not delay opening any longer. */
const TIMEOUT_MS = 5000;

/** A requested setting. */
export type WantedControl = readonly [name: keyof CameraControls, value: number];

/** No camera lists more. */
const MAX_ANSWER_BYTES = 1024 * 1024;

/**
 * Applies settings to a V4L2 camera. FFmpeg itself sets size, rate and format only.
 *
 * A missing camera is left to FFmpeg, whose error is more precise.
 *
 * @param device path of the camera
 * @throws WebGearRtcError `WGR_PROGRAM_MISSING`, `WGR_SOURCE_UNSUPPORTED` for a setting this camera lacks,
 *   `WGR_SOURCE_FAILED`
 */
export async function setCameraControls(
  device: string,
  wanted: readonly WantedControl[],
  label: string,
): Promise<void> {
  const there = await access(device).then(
    () => true,
    () => false,
  );
  if (!there) return;
  const controls = parseControls(await run(device, ['--list-ctrls'], label));
  for (const [name, value] of wanted) {
    const control = controls.get(controlIds[name]);
    assertPossible(name, value, control, controls, label);
    // Sequentially: a driver may accept a value only after the previous one is set.
    await run(device, ['--set-ctrl', `${control.name}=${value}`], label);
  }
}

/** The requested settings, in the order in which they can be applied. */
export function wantedControls(wanted: CameraControls): WantedControl[] {
  return controlNames.flatMap((name) => {
    const value = wanted[name];
    return value === undefined ? [] : [[name, value] as const];
  });
}

function assertPossible(
  name: keyof CameraControls,
  value: number,
  control: V4l2Control | undefined,
  controls: ReadonlyMap<number, V4l2Control>,
  label: string,
): asserts control is V4l2Control {
  const refuse = (reason: string) => new WebGearRtcError('WGR_SOURCE_UNSUPPORTED', { source: label, reason });
  if (control === undefined) {
    const names = controlNames.filter((known) => controls.has(controlIds[known]));
    throw refuse(`this camera has no ${name}, only ${names.join(', ') || 'automatic ones'}`);
  }
  if (value < control.minimum || value > control.maximum) {
    throw refuse(`its ${name} must be from ${control.minimum} to ${control.maximum}, not ${value}`);
  }
}

async function run(device: string, args: readonly string[], label: string): Promise<string> {
  const program = await MediaProcess.start({
    label,
    executable: await findProgram(['v4l2-ctl']),
    args: ['--device', device, ...args],
    outputFd: 1,
    remedy: 'Install v4l-utils (Debian, Ubuntu: apt-get install v4l-utils), or leave the CAP_PROP_ names out',
  });
  const settled = new AbortController();
  try {
    const answer = await Promise.race([
      answerOf(program),
      sleep(TIMEOUT_MS, undefined, { signal: settled.signal }),
    ]);
    if (answer !== undefined) return answer;
    const reason = `v4l2-ctl did not end within ${TIMEOUT_MS} ms`;
    throw new WebGearRtcError('WGR_SOURCE_FAILED', { source: label, reason });
  } finally {
    settled.abort();
    await program.close();
  }
}

async function answerOf(program: MediaProcess): Promise<string> {
  let answer = '';
  for (
    let bytes = await program.output.readAny();
    bytes !== undefined;
    bytes = await program.output.readAny()
  ) {
    answer += bytes.toString('latin1');
    if (answer.length > MAX_ANSWER_BYTES) break;
  }
  const { exitCode } = await program.ended;
  if (exitCode !== 0) throw await program.failure();
  return answer;
}
