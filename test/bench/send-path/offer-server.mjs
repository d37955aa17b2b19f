import { once } from 'node:events';
import { createServer } from 'node:http';
import { json } from 'node:stream/consumers';

/** Passes offers to the sender that serves them: `POST /NAME/offer`. */
export class OfferServer {
  #server;

  /** @param {Readonly<Record<string, { answer: (sdp: string) => Promise<string> }>>} senders by name */
  static async listen(senders) {
    const offers = new OfferServer();
    offers.#server = createServer(async (request, response) => {
      const [, name] = request.url.split('/');
      try {
        const { sdp } = await json(request);
        response.end(JSON.stringify({ type: 'answer', sdp: await senders[name].answer(sdp) }));
      } catch (error) {
        response.writeHead(500).end(String(error));
      }
    });
    offers.#server.listen(0, '127.0.0.1');
    await once(offers.#server, 'listening');
    return offers;
  }

  /** @param {string} name */
  urlOf(name) {
    return `http://127.0.0.1:${this.#server.address().port}/${name}/`;
  }

  close() {
    this.#server.closeAllConnections();
    this.#server.close();
  }
}
