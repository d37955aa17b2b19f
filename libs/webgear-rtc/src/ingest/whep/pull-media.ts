import type { CaptureClock } from '../../media/capture-clock.js';
import type { VideoCodec } from '../../media/encoded-frame.js';
import type { ReceivedMedia } from '../../media/received-media.js';
import { HeaderExtensionUri } from '../../rtp/rtp-header-extensions.js';
import { spropParameterSets } from '../../sdp/negotiate-publisher.js';
import type { AnsweredFormat, ReadAnswer } from '../../sdp/read-answer.js';
import type { ReceiveParameters } from '../receive-parameters.js';
import { ReceiveSession } from '../receive-session.js';
import { PullConnection, PullError, type PullRequest } from './pull-connection.js';
import type { WhepClient } from './whep-client.js';

/** How long a server that has connected may take for its first packet of video. */
const firstPacketMs = 10_000;
/** What may come before it: other media, and a first frame of which all packets are needed. */
const mostEarlyPackets = 512;

/**
 * Plays from a WHEP server.
 *
 * @throws WebGearRtcError of {@link WhepClient.offer}; PullError; the reason of the signal when it aborts
 */
export async function pullMedia(
  client: WhepClient,
  request: PullRequest,
  clock: CaptureClock,
  signal: AbortSignal,
): Promise<ReceivedMedia> {
  const early: Buffer[] = [];
  let session: ReceiveSession | undefined;
  let endedEarly: (reason: string) => void = () => undefined;
  let onEarlyPacket: (packet: Buffer) => void = (packet) => {
    if (early.length < mostEarlyPackets) early.push(packet);
  };
  const { connection, answer, keys } = await PullConnection.open(
    client,
    request,
    {
      onPacket: (packet) => {
        if (session === undefined) onEarlyPacket(packet);
        else session.handleDatagram(packet, clock.nowUs());
      },
      onClosed: (reason) => (session === undefined ? endedEarly(reason) : session.close(reason)),
    },
    signal,
  );
  try {
    const codec = await new Promise<VideoCodec | undefined>((resolve, reject) => {
      const [only] = answer.video;
      if (answer.video.every((format) => format.codec === only?.codec)) return resolve(only?.codec);
      const timer = setTimeout(() => reject(new PullError('the server sends no video')), firstPacketMs);
      const done = (finish: () => void): void => {
        clearTimeout(timer);
        signal.removeEventListener('abort', abort);
        finish();
      };
      const abort = (): void => done(() => reject(signal.reason as Error));
      signal.addEventListener('abort', abort, { once: true });
      endedEarly = (reason) => done(() => reject(new PullError(reason)));
      const keep = onEarlyPacket;
      const look = (packet: Buffer): void => {
        const sent = formatOf(packet, answer.video);
        if (sent !== undefined) done(() => resolve(sent.codec));
      };
      onEarlyPacket = (packet) => {
        keep(packet);
        look(packet);
      };
      for (const packet of early) look(packet);
    });
    session = new ReceiveSession(keys, {
      parameters: receiveParameters(answer, codec),
      clock,
      send: (datagram) => connection.send(datagram),
      onClosed: () => {
        clearInterval(timer);
        connection.close();
      },
    });
  } catch (error) {
    connection.close();
    throw error;
  }
  const started = session;
  const timer = setInterval(() => started.tick(clock.nowUs()), ReceiveSession.tickMs);
  timer.unref();
  for (const packet of early.splice(0)) started.handleDatagram(packet, clock.nowUs());
  return started.media;
}

/** Which of the payload types that the server may send a packet has; the RTP header is not encrypted (RFC 3711, 3.1). */
function formatOf(packet: Buffer, formats: readonly AnsweredFormat[]): AnsweredFormat | undefined {
  const payloadType = (packet[1] ?? 0) & 0x7f;
  return formats.find((format) => format.payloadType === payloadType);
}

function receiveParameters(answer: ReadAnswer, codec: VideoCodec | undefined): ReceiveParameters {
  const formats = answer.video.filter((format) => format.codec === codec);
  const feedback = new Set(formats.flatMap(({ rtcpFeedback }) => rtcpFeedback));
  const transportSequenceId = answer.extensions.find(
    ({ uri }) => uri === HeaderExtensionUri.TransportSequence,
  )?.id;
  const parameterSets = codec === 'h264' ? spropParameterSets(formats[0]) : undefined;
  return {
    ...(codec !== undefined && {
      video: {
        codec,
        payloadTypes: formats.map(({ payloadType }) => payloadType),
        rtx: new Map(
          formats.flatMap(({ payloadType, rtxPayloadType }) =>
            rtxPayloadType === undefined ? [] : [[rtxPayloadType, payloadType] as const],
          ),
        ),
        nack: feedback.has('nack'),
        // Who names neither may still understand the one that all do.
        keyFrameRequest: feedback.has('nack pli') || !feedback.has('ccm fir') ? 'pli' : 'fir',
        ...(parameterSets && { parameterSets }),
      },
    }),
    ...(answer.opus !== undefined && {
      audio: { codec: 'opus', payloadType: answer.opus, channels: 2 },
    }),
    ...(transportSequenceId !== undefined && feedback.has('transport-cc') && { transportSequenceId }),
  };
}
