import { Audience } from '../viewers/audience.mjs';
import { DataChannelSender, RawDataChannelSender } from './datachannel-sender.mjs';
import { OfferServer } from './offer-server.mjs';
import { Receiver } from './receiver.mjs';
import { WeriftSender } from './werift-sender.mjs';
import { viewers } from './workload.mjs';

/**
 * What others offer for sending video from Node, each to viewers of its own with connections as a browser's.
 *
 * @returns {Promise<import('./measure-ways.mjs').Way[]>}
 */
export async function openOtherWays() {
  const senders = {
    werift: { title: 'werift, RTCRtpSender.sendRtp', sender: new WeriftSender() },
    'node-datachannel': { title: 'node-datachannel, its packetizer', sender: new DataChannelSender() },
    'node-datachannel-raw': {
      title: 'node-datachannel, packets as they are',
      sender: new RawDataChannelSender(),
    },
  };
  const byName = Object.fromEntries(Object.entries(senders).map(([name, { sender }]) => [name, sender]));
  const offers = await OfferServer.listen(byName);
  const ways = [];
  try {
    for (const [name, { title, sender }] of Object.entries(senders)) {
      const audience = new Audience();
      const close = async () => {
        await audience.close();
        await sender.close();
      };
      const receiver = new Receiver(audience.child, async () => (await audience.report()).received);
      ways.push({
        name,
        title,
        receiver,
        morePackets: sender.morePackets ?? 0,
        sendFrame: (packets) => sender.sendFrame(packets),
        close,
      });
      await audience.be(viewers, offers.urlOf(name));
    }
    return ways;
  } catch (error) {
    for (const { close } of ways) await close();
    throw error;
  } finally {
    offers.close();
  }
}
