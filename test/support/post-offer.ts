/** What a server answers to an offer. */
export interface Session {
  readonly sdp: string;
  readonly sessionToken: string;
}

/** Sends an offer as a page does, and returns the answer. */
export async function requestSession(pageUrl: string, sdp: string): Promise<Session> {
  const response = await fetch(new URL('offer', pageUrl), {
    method: 'POST',
    headers: { 'Content-Type': 'application/json' },
    body: JSON.stringify({ sdp, type: 'offer' }),
  });
  const text = await response.text();
  if (response.status !== 200) throw new Error(`The offer was answered with ${response.status}: ${text}`);
  return JSON.parse(text) as Session;
}

/** Sends an offer as a page does, and returns the SDP of the answer. */
export async function postOffer(pageUrl: string, sdp: string): Promise<string> {
  return (await requestSession(pageUrl, sdp)).sdp;
}

/** Ends a session as a page does that is left. */
export async function leaveSession(pageUrl: string, { sessionToken }: Session): Promise<void> {
  const response = await fetch(new URL('close_connection', pageUrl), {
    method: 'POST',
    body: JSON.stringify({ sessionToken }),
  });
  await response.text();
}

/** A session over WHEP. */
export interface WhepAnswer {
  readonly sdp: string;
  /** URL of the session. */
  readonly session: string;
  readonly etag: string;
}

/** Sends an offer as a player of WHEP does, and returns the answer. */
export async function requestWhepSession(pageUrl: string, sdp: string): Promise<WhepAnswer> {
  const headers = { 'Content-Type': 'application/sdp' };
  const response = await fetch(new URL('whep', pageUrl), { method: 'POST', headers, body: sdp });
  const text = await response.text();
  if (response.status !== 201) throw new Error(`The offer was answered with ${response.status}: ${text}`);
  const session = new URL(response.headers.get('Location') ?? '', response.url).href;
  return { sdp: text, session, etag: response.headers.get('ETag') ?? '' };
}

/** Sends an offer as a player of WHEP does, and returns the SDP of the answer. */
export async function postWhepOffer(pageUrl: string, sdp: string): Promise<string> {
  return (await requestWhepSession(pageUrl, sdp)).sdp;
}
