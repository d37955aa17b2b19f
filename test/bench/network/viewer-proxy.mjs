import { readFileSync } from 'node:fs';
import { createServer, request } from 'node:http';
import { text } from 'node:stream/consumers';
import { closeServer } from '../../support/deadline.mjs';

const recorder = readFileSync(new URL('record-page.js', import.meta.url), 'utf8');

/**
 * What a page noted; times in milliseconds since 1970.
 *
 * @typedef {object} PageRecord
 * @property {{ atMs: number, count: number, timestamp: number, width: number, height: number }[]} frames that came on
 *   screen; `count` numbers those that the browser has shown, also those that the page did not learn of
 * @property {Record<string, any>[]} stats
 * @property {[fromMs: number, toMs: number][]} stalls during which the page's own timers did not run
 * @property {{ atMs: number, text: string }[]} says
 * @property {string[]} errors
 */

/**
 * A server's page for one viewer: in front of its scripts stands one that notes what comes on screen, and in its answer the
 * entrance to a line stands in the place of the server. It works with every browser and every server that answers by HTTP.
 */
export class ViewerProxy {
  /** @type {PageRecord} */
  record = { frames: [], stats: [], stalls: [], says: [], errors: [] };
  /** Which taps of the relay see this viewer: one for each time it connected. */
  entrances = [];
  #server = createServer((incoming, outgoing) => {
    this.#serve(incoming, outgoing).catch((error) => {
      this.record.errors.push(String(error));
      outgoing.destroy();
    });
  });
  #target;
  #rewrite;

  /**
   * @param {string} target address of the server
   * @param {(answerSdp: string) => Promise<{ sdp: string, entrance: number }>} rewrite
   */
  static async open(target, rewrite) {
    const proxy = new ViewerProxy(target, rewrite);
    await new Promise((resolve) => proxy.#server.listen(0, '127.0.0.1', resolve));
    return proxy;
  }

  constructor(target, rewrite) {
    this.#target = target;
    this.#rewrite = rewrite;
  }

  get url() {
    return `http://127.0.0.1:${this.#server.address().port}${new URL(this.#target).pathname}`;
  }

  async [Symbol.asyncDispose]() {
    await closeServer(this.#server);
  }

  async #serve(incoming, outgoing) {
    if (incoming.url === '/network-record') {
      const noted = JSON.parse(await text(incoming));
      for (const [name, list] of Object.entries(noted)) this.record[name].push(...list);
      outgoing.writeHead(204).end();
    } else if (incoming.url === '/network-record.js') {
      outgoing.writeHead(200, { 'Content-Type': 'text/javascript' }).end(recorder);
    } else if (incoming.method === 'PATCH') {
      // An ICE restart would find the way past the line: to the player there is no such route.
      outgoing.writeHead(404).end();
    } else {
      await this.#pass(incoming, outgoing);
    }
  }

  #pass(incoming, outgoing) {
    const { method, url } = incoming;
    const headers = { ...incoming.headers, 'accept-encoding': 'identity' };
    return new Promise((resolve, reject) => {
      const passed = request(new URL(url, this.#target), { method, headers }, (answer) => {
        this.#answer(answer, outgoing).then(resolve, reject);
      });
      passed.on('error', reject);
      incoming.pipe(passed);
    });
  }

  async #answer(answer, outgoing) {
    const { 'content-length': _length, ...headers } = answer.headers;
    const type = headers['content-type'] ?? '';
    const changed = await this.#changed(type, answer);
    if (changed === undefined) {
      outgoing.writeHead(answer.statusCode, answer.headers);
      answer.pipe(outgoing);
    } else {
      outgoing.writeHead(answer.statusCode, headers).end(changed);
    }
  }

  /** What goes on in the place of an answer; `undefined` for one that goes on as it is. */
  async #changed(type, answer) {
    if (type.startsWith('text/html')) {
      return (await text(answer)).replace('<head>', '<head><script src="/network-record.js"></script>');
    }
    if (type.startsWith('application/sdp')) return this.#enter(await text(answer));
    if (answer.req.method !== 'POST' || !type.startsWith('application/json')) return undefined;
    const body = await text(answer);
    const json = JSON.parse(body);
    return typeof json.sdp === 'string'
      ? JSON.stringify({ ...json, sdp: await this.#enter(json.sdp) })
      : body;
  }

  async #enter(answerSdp) {
    const { sdp, entrance } = await this.#rewrite(answerSdp);
    this.entrances.push(entrance);
    return sdp;
  }
}
