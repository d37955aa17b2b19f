/** User name and password that the servers ask for. */
export const rightUser = 'viewer:s3cret-Word';

/** One that they do not take. */
export const wrongUser = 'viewer:Wr0ng-Word';

/** What is in the addresses of the matrix, and is to be neither logged nor shown. */
const secrets = /s3cret-Word|Wr0ng-Word|t0ken-Word/;

/** Whether one of them is in a text. */
export function showsSecret(text: string): boolean {
  return secrets.test(text);
}
