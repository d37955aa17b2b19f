/**
 * Whether an answer promises sound: a section that is neither rejected nor inactive.
 *
 * @param sdp of the answer
 */
export function answersAudio(sdp: string): boolean {
  return sdp
    .split(/^m=/m)
    .some((section) => /^audio [1-9]/.test(section) && /^a=send(only|recv)/m.test(section));
}
