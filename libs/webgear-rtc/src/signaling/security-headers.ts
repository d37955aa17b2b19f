const NO_REFERRER_TO_OTHERS = 'same-origin';

/**
 * Security headers of every response of the module.
 *
 * The policy forbids inline scripts and other hosts: text of a visitor that a template fails to escape cannot run.
 *
 * @param frameAncestors origins besides the page's own that may embed it in a frame
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
      "manifest-src 'self'",
      "form-action 'self'",
      "base-uri 'none'",
      frameAncestorsDirective(frameAncestors),
    ].join('; '),
    ...fileHeaders,
  };
}

/** The subset that does not restrict content: for files in the folders of `mounts`. */
export const fileHeaders = {
  'X-Content-Type-Options': 'nosniff',
  'Referrer-Policy': NO_REFERRER_TO_OTHERS,
} as const;

/** A policy with its `frame-ancestors` replaced by those of the option. */
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
