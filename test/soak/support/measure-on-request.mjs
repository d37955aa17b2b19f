// Preloaded into a server: says what the process holds whenever the parent asks.
import { readdirSync } from 'node:fs';
import { setFlagsFromString } from 'node:v8';
import { runInNewContext } from 'node:vm';

setFlagsFromString('--expose-gc');
const collectGarbage = runInNewContext('gc');

process.on('message', () => {
  // What the first collection finalizes is free only after the second.
  collectGarbage();
  setImmediate(() => {
    collectGarbage();
    const resources = process.getActiveResourcesInfo();
    process.send?.({
      openFiles: readdirSync('/proc/self/fd').length,
      sockets: resources.filter((name) => /^(?:UDP|TCP)/.test(name)).length,
      timers: resources.filter((name) => name === 'Timeout').length,
      heapBytes: process.memoryUsage().heapUsed,
      externalBytes: process.memoryUsage().external,
      residentBytes: process.memoryUsage.rss(),
    });
  });
});
// Being asked is no reason to stay.
process.channel?.unref();
