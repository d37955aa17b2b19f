const USER_INFO = /([a-z][a-z0-9+.-]*:\/\/)[^/?#\s]*@/gi;
// A password with a blank or a / ? # in it that ought to be written %20, %2F, %3F or %23; a port looks the same but for its
// digits, and an IPv6 address but for its bracket. Up to the last @ before another address.
const RAW_USER_INFO =
  /([a-z][a-z0-9+.-]*:\/\/)(?!\[)[^/?#\s:@]*:(?!\d{1,5}(?:[/?#\s]|$))(?:(?!:\/\/)[^\r\n])*@/gi;
const SECRET_PARAMETER =
  /([?&;][^=&;\s]*(?:token|key|secret|pas(?:s|sword|swd)?|pwd|sig(?:nature)?|auth|credential|jwt|streamid)[^=&;\s]*=)[^&;\s]*/gi;
// Some recorders take it in the path: `/user=admin_password=secret_channel=1_stream=0.sdp`.
const SECRET_IN_PATH = /([/_](?:pass(?:word|wd)?|pwd)=).*?(?=_(?:channel|stream)\w*=|[&/?\s]|$)/gim;

/** An address and nothing else; `rest` is all behind the scheme. */
const WHOLE_ADDRESS = /^(?<scheme>[a-z][a-z0-9+.-]*:\/\/)(?<rest>[^\r\n]*@[^\r\n]*)$/i;
const HOST_AND_PORT = /^(?:\[[^\]]*\]|[^:/?#@\s]*)(?::\d{1,5})?(?:[/?#]|$)/;

/** Here an @ in the path is unheard of, so that what looks like host and port is user name and a password such as `1234/5`. */
const CAMERA_SCHEME = /^(?:rtsps?|rtmps?|srt):/i;

/**
 * Hides user names, passwords and secrets of the query of every URL in a text, so that it may be logged or shown. Also where
 * they are not percent-encoded as they ought to be.
 *
 * @publicApi
 */
export function maskCredentials(text: string): string {
  return maskWholeAddress(text.replace(USER_INFO, '$1***@'))
    .replace(RAW_USER_INFO, '$1***@')
    .replace(SECRET_PARAMETER, '$1***')
    .replace(SECRET_IN_PATH, '$1***');
}

/** Of an address that stands alone it is certain where it ends, so blanks in it are no end. */
function maskWholeAddress(text: string): string {
  const { scheme = '', rest = '' } = WHOLE_ADDRESS.exec(text)?.groups ?? {};
  if (rest === '' || rest.startsWith('***@')) return text;
  if (HOST_AND_PORT.test(rest) && !CAMERA_SCHEME.test(scheme)) return text;
  return `${scheme}***@${rest.slice(rest.lastIndexOf('@') + 1)}`;
}
