/** Sends an offer as a page does, and gives back the SDP of the answer. */
export async function postOffer(pageUrl: string, sdp: string): Promise<string> {
  const response = await fetch(new URL('offer', pageUrl), {
    method: 'POST',
    headers: { 'Content-Type': 'application/json' },
    body: JSON.stringify({ sdp, type: 'offer' }),
  });
  const text = await response.text();
  if (response.status !== 200) throw new Error(`The offer was answered with ${response.status}: ${text}`);
  return (JSON.parse(text) as { sdp: string }).sdp;
}
