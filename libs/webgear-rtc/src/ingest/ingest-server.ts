import { randomInt } from 'node:crypto';
import type { CaptureClock } from '../media/capture-clock.js';
import type { VideoCodec } from '../media/encoded-frame.js';
import type { ReceivedMedia } from '../media/received-media.js';
import { HeaderExtensionUri } from '../rtp/rtp-header-extensions.js';
import { buildPublisherAnswer } from '../sdp/build-publisher-answer.js';
import { acceptOffer, layerExtensionUri, type AcceptedVideo } from '../sdp/negotiate-publisher.js';
import { parsePublisherOffer } from '../sdp/parse-publisher-offer.js';
import type { DtlsCertificate } from '../transport/dtls/dtls-certificate.js';
import { createIceCredentials } from '../transport/ice/ice-credentials.js';
import type { TransportFactory } from '../transport/transport-factory.js';
import { Publisher } from './publisher.js';
import type { ReceiveParameters, ReceivedVideoParameters } from './receive-parameters.js';

/** A wish to publish. */
export interface PublisherOfferRequest {
  readonly sdp: string;
  /** Codecs of the stream, best first. */
  readonly codecs: readonly VideoCodec[];
  /** Address the request came from. */
  readonly remoteAddress?: string | undefined;
  /** Address of ours that the request reached. */
  readonly localAddress?: string | undefined;
}

/** What happens to a publisher. */
export interface PublisherEvents {
  readonly onConnected: (media: ReceivedMedia) => void;
  /** Called once, with the reason. */
  readonly onClosed: (reason: string) => void;
}

/** A publisher that is being answered. */
export interface AnsweredPublisher {
  readonly publisher: Publisher;
  /** The SDP, with all candidates. Rejects with coded errors; the publisher is closed then. */
  readonly answer: Promise<string>;
}

/** Answers the offers of publishers, over the port that viewers have. */
export class IngestServer {
  constructor(
    private readonly clock: CaptureClock,
    private readonly connectivity: TransportFactory,
    private readonly certificate: DtlsCertificate,
  ) {}

  /**
   * Begins a session; nothing is awaited before it is there, so that two cannot take one place.
   *
   * @throws WebGearRtcError `WGR_SDP_INVALID`, `WGR_SDP_UNSUPPORTED`
   */
  accept(request: PublisherOfferRequest, events: PublisherEvents): AnsweredPublisher {
    const offer = parsePublisherOffer(request.sdp);
    const accepted = acceptOffer(offer, request.codecs);
    const ice = createIceCredentials();
    const transport = this.connectivity.createTransport(offer, request.remoteAddress);
    const publisher = new Publisher({
      transport,
      ice,
      remoteIce: offer.ice,
      certificate: this.certificate,
      fingerprints: offer.fingerprints,
      isPassive: offer.isPassive,
      parameters: receiveParameters(accepted),
      clock: this.clock,
      ...events,
    });
    const answer = transport.gather(request.localAddress).then(
      (candidates) =>
        buildPublisherAnswer({
          offer,
          ...accepted,
          ice,
          isLite: transport.isLite,
          candidates,
          fingerprint: this.certificate.fingerprint,
          isActive: offer.isPassive,
          sessionId: randomInt(2 ** 47),
        }),
      (error: unknown) => {
        publisher.close('its offer could not be answered');
        throw error;
      },
    );
    return { publisher, answer };
  }
}

function receiveParameters({ video, audio }: ReturnType<typeof acceptOffer>): ReceiveParameters {
  const idOf = (uri: string): number | undefined =>
    (video ?? audio)?.extensions.find((extension) => extension.uri === uri)?.id;
  const transportSequenceId = idOf(HeaderExtensionUri.TransportSequence);
  const takesFeedback = (video ?? audio)?.formats.some(({ rtcpFeedback }) =>
    rtcpFeedback.includes('transport-cc'),
  );
  const layerId = idOf(layerExtensionUri);
  return {
    ...(video && { video: videoParameters(video) }),
    ...(audio && {
      audio: { codec: audio.codec, payloadType: audio.payloadType, channels: audio.channels },
    }),
    ...(transportSequenceId !== undefined && takesFeedback === true && { transportSequenceId }),
    ...(video?.layer !== undefined &&
      layerId !== undefined && { layer: { extensionId: layerId, name: video.layer } }),
  };
}

function videoParameters({
  codec,
  payloadTypes,
  rtx,
  formats,
  parameterSets,
}: AcceptedVideo): ReceivedVideoParameters {
  const feedback = new Set(formats.flatMap(({ rtcpFeedback }) => rtcpFeedback));
  return {
    codec,
    payloadTypes,
    rtx,
    nack: feedback.has('nack'),
    // Who names neither may still understand the one that all do.
    keyFrameRequest: feedback.has('nack pli') || !feedback.has('ccm fir') ? 'pli' : 'fir',
    ...(parameterSets && { parameterSets }),
  };
}
