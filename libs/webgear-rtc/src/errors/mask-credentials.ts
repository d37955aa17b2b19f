const USER_INFO = /([a-z][a-z0-9+.-]*:\/\/)[^/?#\s]*@/gi;
// A password with an unencoded blank, / ? or #. A port is told apart by its digits, and an IPv6 address by its
// bracket. Extends to the last @ before another URL.
const RAW_USER_INFO =
  /([a-z][a-z0-9+.-]*:\/\/)(?!\[)[^/?#\s:@]*:(?!\d{1,5}(?:[/?#\s]|$))(?:(?!:\/\/)[^\r\n])*@/gi;
const SECRET_PARAMETER =
  /([?&;][^=&;\s]*(?:token|key|secret|pas(?:s|sword|swd)?|pwd|sig(?:nature)?|auth|credential|jwt|streamid)[^=&;\s]*=)[^&;\s]*/gi;
// Some recorders put it in the path: `/user=admin_password=secret_channel=1_stream=0.sdp`.
const SECRET_IN_PATH = /([/_](?:pass(?:word|wd)?|pwd)=).*?(?=_(?:channel|stream)\w*=|[&/?\s]|$)/gim;

/** A text that is a single URL; `rest` is everything after the scheme. */
const WHOLE_ADDRESS = /^(?<scheme>[a-z][a-z0-9+.-]*:\/\/)(?<rest>[^\r\n]*@[^\r\n]*)$/i;
const HOST_AND_PORT = /^(?:\[[^\]]*\]|[^:/?#@\s]*)(?::\d{1,5})?(?:[/?#]|$)/;

/**
 * With these schemes an @ in the path is unusual: what looks like host and port is a user name and a password such as
 * `1234/5`.
 */
const CAMERA_SCHEME = /^(?:rtsps?|rtmps?|srt):/i;

/**
 * Masks user names, passwords and secret query parameters of all URLs in a text, so that it can be logged or shown;
 * also if they are not percent-encoded.
 *
 * @publicApi
 */
export function maskCredentials(text: string): string {
  return maskWholeAddress(text.replace(USER_INFO, '$1***@'))
    .replace(RAW_USER_INFO, '$1***@')
    .replace(SECRET_PARAMETER, '$1***')
    .replace(SECRET_IN_PATH, '$1***');
}

/** The end of a single URL is known, so that blanks do not end it. */
function maskWholeAddress(text: string): string {
  const { scheme = '', rest = '' } = WHOLE_ADDRESS.exec(text)?.groups ?? {};
  if (rest === '' || rest.startsWith('***@')) return text;
  if (HOST_AND_PORT.test(rest) && !CAMERA_SCHEME.test(scheme)) return text;
  return `${scheme}***@${rest.slice(rest.lastIndexOf('@') + 1)}`;
}
