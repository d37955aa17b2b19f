import { access } from 'node:fs/promises';
import { setTimeout as sleep } from 'node:timers/promises';
import { WebGearRtcError } from '../../errors/webgear-rtc.error.js';
import type { CameraControls } from '../../options/camera-controls.interface.js';
import { findProgram } from '../child-process/find-program.js';
import { MediaProcess } from '../child-process/media-process.js';
import { controlIds, parseControls, type V4l2Control } from './v4l2-controls.js';

const controlNames = Object.keys(controlIds) as (keyof CameraControls)[];

/** A driver that answers to nothing must not hold up the opening for longer. */
const TIMEOUT_MS = 5000;

/** A setting that is wished for. */
export type WantedControl = readonly [name: keyof CameraControls, value: number];

/** More than any camera says of itself. */
const MAX_ANSWER_BYTES = 1024 * 1024;

/**
 * Sets up a camera of Linux as its user wishes. FFmpeg itself knows the size, the rate and the form of frames only.
 *
 * A camera that is not there is left to FFmpeg, which says so better.
 *
 * @param device path of the camera
 * @throws WebGearRtcError `WGR_PROGRAM_MISSING`, `WGR_SOURCE_UNSUPPORTED` for what this camera does not have,
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
    // One after the other: a driver may take a value only when the one before is set.
    await run(device, ['--set-ctrl', `${control.name}=${value}`], label);
  }
}

/** The settings that are wished for, in the order in which they can be made. */
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
    throw refuse(`this camera has no ${name}, only ${names.join(', ') || 'what it does by itself'}`);
  }
  if (value < control.minimum || value > control.maximum) {
    throw refuse(`its ${name} goes from ${control.minimum} to ${control.maximum}, and not to ${value}`);
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
