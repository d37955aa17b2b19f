import { types } from 'node:util';
import { WebGearRtcError } from '../../errors/webgear-rtc.error.js';

const MAX_NAMED = 8;

/** The error for a frame input that cannot be read. */
export function invalidFrame(received: string, remedy?: string): WebGearRtcError {
  return new WebGearRtcError('WGR_FRAME_INVALID', { received, ...(remedy !== undefined && { remedy }) });
}

/** Describes a value in a few words: its kind and size, never its content. */
export function kindOfValue(value: unknown): string {
  if (value === null || value === undefined || typeof value === 'boolean') return String(value);
  if (typeof value === 'string') return `a string of ${value.length} characters`;
  if (typeof value === 'number' || typeof value === 'bigint') return `the number ${value}`;
  if (typeof value === 'function') return 'a function';
  if (typeof value !== 'object') return `a ${typeof value}`;
  const name = withArticle(className(value));
  if (types.isAnyArrayBuffer(value)) return `${name} of ${value.byteLength} bytes`;
  if (ArrayBuffer.isView(value) || Array.isArray(value)) {
    const { length = value as unknown as number } = value as { length?: number };
    const unit = types.isUint8Array(value) || types.isUint8ClampedArray(value) ? 'bytes' : 'numbers';
    return value instanceof DataView
      ? `a DataView of ${value.byteLength} bytes`
      : `${name} of ${length} ${unit}`;
  }
  const fields = Object.keys(value).slice(0, MAX_NAMED);
  return fields.length === 0 ? name : `${name} with the fields ${fields.join(', ')}`;
}

/** What to pass instead of a value that is no frame; `undefined` if there is no better advice. */
export function remedyForFrame(value: unknown): string | undefined {
  if (typeof value === 'string') return remedyForText(value);
  if (typeof value !== 'object' || value === null) return undefined;
  const has = (...names: string[]): boolean =>
    names.every((name) => typeof Reflect.get(value, name) === 'function');
  if (has('then')) return 'Wait for it: await it in read(), or before it is pushed';
  if (has('toBuffer', 'metadata')) return 'Give await image.raw().toBuffer({ resolveWithObject: true })';
  if (has('arrayBuffer'))
    return 'Give new Uint8Array(await it.arrayBuffer()), the bytes of a JPEG or PNG file';
  if ('bitmap' in value) return "Give { ...image.bitmap, format: 'rgba' }";
  if (Reflect.get(value, 'type') === 'Buffer' && 'data' in value) return 'Give Buffer.from(it.data)';
  if (className(value) === 'ImageBitmap' || 'naturalWidth' in value) {
    return 'Draw it on a canvas, and give the canvas or its getImageData(0, 0, width, height)';
  }
  if (Array.isArray(value) && Array.isArray(value[0]))
    return 'Give Uint8Array.from(rows.flat(2)) with its width and height';
  if ('data' in value) return remedyForData(Reflect.get(value, 'data'));
  return undefined;
}

/** What to pass instead of samples that are not bytes. */
export function remedyForData(data: unknown): string | undefined {
  if (typeof data === 'string') return remedyForText(data);
  if (types.isFloat32Array(data) || types.isFloat64Array(data)) {
    return 'Give 8 bits per channel: Uint8ClampedArray.from(data, (sample) => 255 * sample) where samples go from 0 to 1';
  }
  if (types.isUint16Array(data))
    return 'Give 8 bits per channel: Uint8Array.from(data, (sample) => sample >> 8)';
  if (ArrayBuffer.isView(data))
    return 'Give the bytes: new Uint8Array(data.buffer, data.byteOffset, data.byteLength)';
  if (Array.isArray(data)) return 'Give the bytes: Uint8Array.from(data)';
  return undefined;
}

function remedyForText(text: string): string {
  if (text.startsWith('data:')) return "Give Buffer.from(text.slice(text.indexOf(',') + 1), 'base64')";
  if (text.length > 1000 || /^[A-Za-z0-9+/]+={0,2}$/.test(text))
    return "Give the bytes: Buffer.from(text, 'base64')";
  return 'Give the bytes of a JPEG or PNG file, await readFile(path), or name files in the option "source"';
}

function className(value: object): string {
  const name = (value.constructor as { name?: unknown } | undefined)?.name;
  return typeof name === 'string' && name !== '' ? name : 'object';
}

/** The name of a class with `a` or `an`, as it is spoken. */
export function withArticle(name: string): string {
  return /^[AEIO]/i.test(name) ? `an ${name}` : `a ${name}`;
}
