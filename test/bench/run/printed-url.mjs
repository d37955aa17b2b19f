const startTimeoutMs = 30_000;

/**
 * Waits until a server says where it listens.
 *
 * @param {import('node:child_process').ChildProcess} child
 * @returns {Promise<string>} for example `http://127.0.0.1:41234/`
 */
export function printedUrl(child) {
  return new Promise((resolve, reject) => {
    let output = '';
    const fail = (reason) => reject(new Error(`${reason}\n${output}`));
    const timer = setTimeout(fail, startTimeoutMs, 'The server said no URL in time.');
    const read = (chunk) => {
      output += chunk.toString();
      const port = /http:\/\/(?:localhost|0\.0\.0\.0|127\.0\.0\.1):(\d+)/.exec(output)?.[1];
      if (port === undefined) return;
      clearTimeout(timer);
      resolve(`http://127.0.0.1:${port}/`);
    };
    child.stdout.on('data', read);
    child.stderr.on('data', read);
    child.once('exit', (code, signal) => {
      clearTimeout(timer);
      fail(`The server ended (${signal ?? code}) before it said its URL.`);
    });
  });
}
