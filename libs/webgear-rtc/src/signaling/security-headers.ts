const NO_REFERRER_TO_OTHERS = 'same-origin';

/**
 * Headers of every answer of ours.
 *
 * No inline script, no other host: a template that shows a visitor's text by mistake still cannot run it.
 *
 * @param frameAncestors origins besides our own that may show the page in a frame
 */
export function securityHeaders(frameAncestors: readonly string[]): Readonly<Record<string, string>> {
  return {
    'Content-Security-Policy': [
      "default-src 'none'",
      "script-src 'self'",
      "style-src 'self'",
      "img-src 'self' data:",
      "font-src 'self'",
      "media-src 'self' blob:",
      "connect-src 'self'",
      "form-action 'self'",
      "base-uri 'none'",
      frameAncestorsDirective(frameAncestors),
    ].join('; '),
    ...fileHeaders,
  };
}

/** Those of them that say nothing about the content: for files of other people. */
export const fileHeaders = {
  'X-Content-Type-Options': 'nosniff',
  'Referrer-Policy': NO_REFERRER_TO_OTHERS,
} as const;

/** A policy with its `frame-ancestors` replaced by those of the option, which was stated for this. */
export function withFrameAncestors(policy: string, frameAncestors: readonly string[]): string {
  const others = policy
    .split(';')
    .map((directive) => directive.trim())
    .filter((directive) => directive !== '' && !/^frame-ancestors\b/i.test(directive));
  return [...others, frameAncestorsDirective(frameAncestors)].join('; ');
}

function frameAncestorsDirective(frameAncestors: readonly string[]): string {
  return `frame-ancestors ${["'self'", ...frameAncestors].join(' ')}`;
}
