// Preloaded into a server: says what the process holds whenever the parent asks.
import { readdirSync } from 'node:fs';
import { text } from 'node:stream/consumers';
import { getHeapSnapshot, setFlagsFromString } from 'node:v8';
import { runInNewContext } from 'node:vm';

setFlagsFromString('--expose-gc');
const collectGarbage = runInNewContext('gc');

/** How many objects there are of each class, and how many functions of each name. */
async function countObjects() {
  const { snapshot, nodes, strings } = JSON.parse(await text(getHeapSnapshot()));
  const { node_fields: fields, node_types: types } = snapshot.meta;
  const counts = {};
  for (let node = 0; node < nodes.length; node += fields.length) {
    const type = types[0][nodes[node]];
    if (type !== 'object' && type !== 'closure') continue;
    const name = `${type} ${strings[nodes[node + 1]]}`;
    counts[name] = (counts[name] ?? 0) + 1;
  }
  return counts;
}

function holdings() {
  const resources = process.getActiveResourcesInfo();
  const memory = process.memoryUsage();
  return {
    openFiles: readdirSync('/proc/self/fd').length,
    sockets: resources.filter((name) => /^(?:UDP|TCP)/.test(name)).length,
    timers: resources.filter((name) => name === 'Timeout').length,
    heapBytes: memory.heapUsed,
    externalBytes: memory.external,
    residentBytes: memory.rss,
  };
}

process.on('message', async (question) => {
  // What the first collection finalizes is free only after the second.
  collectGarbage();
  await new Promise((resolve) => setImmediate(resolve));
  collectGarbage();
  process.send?.(question === 'objects' ? await countObjects() : holdings());
});
// Being asked is no reason to stay.
process.channel?.unref();
