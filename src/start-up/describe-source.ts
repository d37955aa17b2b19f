import { existsSync } from 'node:fs';
import { maskCredentials } from 'nestjs-webgear-rtc';

/** The source of a server in a few words, without what a URL may hold that is nobody else's business. */
export function describeSource({ source, streams, cameraNum }: Readonly<Record<string, unknown>>): string {
  if (typeof streams === 'object' && streams !== null) return Object.keys(streams).join(', ');
  if (source === undefined) return `Pi camera ${String(cameraNum ?? 0)}`;
  if (source === 'test:') return 'a test pattern';
  if (typeof source === 'number') return `camera ${source}`;
  const text = String(source);
  if (existsSync(text)) return text;
  // Its elements have passwords in properties of any name.
  if (text.includes(' ! ')) return 'a GStreamer pipeline';
  if (!text.includes('://')) return text;
  // User name and password, and a query, where cameras take tokens.
  return maskCredentials(text).replace(/\?.*$/s, '?***');
}
