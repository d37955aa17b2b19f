const USER_INFO = /([a-z][a-z0-9+.-]*:\/\/)[^/?#\s]*@/gi;
// A password with a / ? or # in it that ought to be written %2F, %3F or %23; a port looks the same but for its digits.
const RAW_USER_INFO = /([a-z][a-z0-9+.-]*:\/\/)[^/?#\s:@]*:(?!\d{1,5}(?:[/?#\s]|$))\S*@/gi;
const SECRET_PARAMETER =
  /([?&;][^=&;\s]*(?:token|key|secret|pass(?:word|wd)?|pwd|sig(?:nature)?|auth|credential|jwt|streamid)[^=&;\s]*=)[^&;\s]*/gi;

/** Hides user names, passwords and secrets of the query of every URL in a text, so that it may be logged or shown. */
export function maskCredentials(text: string): string {
  return text
    .replace(USER_INFO, '$1***@')
    .replace(RAW_USER_INFO, '$1***@')
    .replace(SECRET_PARAMETER, '$1***');
}
