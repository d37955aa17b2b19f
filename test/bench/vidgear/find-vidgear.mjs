import { spawnSync } from 'node:child_process';

const probeTimeoutMs = 60_000;
const probe =
  'import vidgear.version as v, vidgear.gears.asyncio, aiortc; print(v.__version__, aiortc.__version__)';

/**
 * A Python that has `vidgear[asyncio]`: the one that WEBGEAR_RTC_BENCH_PYTHON names, or the one on the PATH.
 *
 * @returns {{ python: string, versions: string } | undefined}
 */
export function findVidGear() {
  const python = process.env.WEBGEAR_RTC_BENCH_PYTHON ?? 'python3';
  const { status, stdout } = spawnSync(python, ['-c', probe], { encoding: 'utf8', timeout: probeTimeoutMs });
  if (status !== 0) return undefined;
  const [vidgear, aiortc] = stdout.trim().split('\n').at(-1).split(' ');
  return { python, versions: `VidGear ${vidgear}, aiortc ${aiortc}` };
}
