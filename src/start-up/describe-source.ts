/** The source of a server in a few words, without the user name and password of a URL. */
export function describeSource({ source, streams }: Readonly<Record<string, unknown>>): string {
  if (typeof streams === 'object' && streams !== null) return Object.keys(streams).join(', ');
  if (source === 'test:') return 'a test pattern';
  if (typeof source === 'number') return `camera ${source}`;
  return String(source).replaceAll(/(?<=:\/\/)[^/?#\s]*@/g, '***@');
}
