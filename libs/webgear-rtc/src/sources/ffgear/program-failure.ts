import { WebGearRtcError } from '../../errors/webgear-rtc.error.js';

// ffmpeg 5 reports a UDP timeout as this error, which has the same number.
const SILENT = /: Inappropriate ioctl for device/;

const UNREACHABLE = 'there is no such host, or it closed the connection';

/**
 * Maps the last lines of the ffmpeg program to the codes of the in-process reader.
 *
 * @param error the error without them
 */
export function programFailure(
  source: string,
  lastLines: readonly string[],
  error: unknown,
): WebGearRtcError {
  const known = error instanceof WebGearRtcError ? error : undefined;
  const words = lastLines.join('\n');
  const options = { cause: new Error(words) };
  // A damaged image is read in a loop, and never shown.
  if (isFile(source) && known?.code === 'WGR_SOURCE_UNREACHABLE' && /Invalid data found/.test(words))
    return new WebGearRtcError('WGR_SOURCE_NOT_MEDIA', { source }, options);
  // A program that exceeded the time limit was ended; its output does not explain that.
  if (known !== undefined && known.code !== 'WGR_SOURCE_FAILED') return known;
  const status = /Server returned ([45](?:\d\d|XX)[^\n]*)/.exec(words)?.[1];
  if (status !== undefined)
    return new WebGearRtcError('WGR_SOURCE_HTTP_ERROR', { source, reason: status }, options);
  if (
    /^Unknown input format|Option .* not found|Error (?:initializing|opening|parsing) .*filter/im.test(words)
  )
    return failed();
  if (/Connection refused/.test(words)) return new WebGearRtcError('WGR_SOURCE_REFUSED', { source }, options);
  if (/does not contain any stream|matches no streams/.test(words))
    return new WebGearRtcError('WGR_SOURCE_NO_VIDEO', { source }, options);
  if (/: Invalid data found when processing input/.test(words))
    return new WebGearRtcError('WGR_SOURCE_NOT_MEDIA', { source }, options);
  if (/: Permission denied/.test(words))
    return new WebGearRtcError('WGR_SOURCE_ACCESS_DENIED', { source }, options);
  if (/: Device or resource busy/.test(words))
    return new WebGearRtcError('WGR_SOURCE_BUSY', { source }, options);
  if (!isFile(source) && SILENT.test(words))
    return new WebGearRtcError(
      'WGR_SOURCE_UNREACHABLE',
      { source, reason: 'no data arrived in time' },
      options,
    );
  if (!isFile(source) && /: (?:Input\/output error|End of file|Failed to resolve hostname)/.test(words))
    return new WebGearRtcError('WGR_SOURCE_UNREACHABLE', { source, reason: UNREACHABLE }, options);
  return failed();

  function failed(): WebGearRtcError {
    return known ?? new WebGearRtcError('WGR_SOURCE_FAILED', { source, reason: String(error) }, options);
  }
}

function isFile(source: string): boolean {
  return !source.includes('://');
}
