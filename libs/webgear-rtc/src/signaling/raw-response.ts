import type { ServerResponse } from 'node:http';

/** Node's own response below one of either adapter. */
export function rawResponse(response: unknown): ServerResponse {
  const { raw } = response as { readonly raw?: ServerResponse };
  return raw ?? (response as ServerResponse);
}
