"""A webrtcbin that offers, and ends when it has seen enough or something failed."""

import json
import threading
import urllib.request

import gi

gi.require_version("Gst", "1.0")
gi.require_version("GstSdp", "1.0")
gi.require_version("GstWebRTC", "1.0")
from gi.repository import Gst, GstSdp, GstWebRTC  # noqa: E402

Gst.init(None)

TIMEOUT_S = 30


def post_offer(url, sdp):
    """The answer of VidGear's route."""
    body = json.dumps({"sdp": sdp, "type": "offer"}).encode()
    request = urllib.request.Request(url + "offer", body, {"Content-Type": "application/json"})
    with urllib.request.urlopen(request, timeout=10) as response:
        return json.load(response)["sdp"]


def post_sdp(endpoint, sdp):
    """The answer of a WHEP or WHIP endpoint."""
    request = urllib.request.Request(endpoint, sdp.encode(), {"Content-Type": "application/sdp"})
    with urllib.request.urlopen(request, timeout=10) as response:
        assert response.status == 201, response.status
        assert response.headers["Location"], "an answer without a session"
        return response.read().decode()


class OfferingPeer:
    """Its users say in `answer_to` where an offer goes, and set `done`."""

    def __init__(self, pipeline, webrtc):
        self.pipeline = pipeline
        self.webrtc = webrtc
        self.done = threading.Event()
        self.failure = None
        self.webrtc.connect("notify::ice-gathering-state", self._on_gathering)

    @staticmethod
    def receiving(formats):
        """A pipeline with a webrtcbin that takes what it is sent in these formats."""
        pipeline = Gst.Pipeline.new()
        webrtc = Gst.ElementFactory.make("webrtcbin")
        webrtc.set_property("bundle-policy", GstWebRTC.WebRTCBundlePolicy.MAX_BUNDLE)
        pipeline.add(webrtc)
        receive = GstWebRTC.WebRTCRTPTransceiverDirection.RECVONLY
        for caps in formats:
            webrtc.emit("add-transceiver", receive, Gst.Caps.from_string(caps))
        return pipeline, webrtc

    def offer(self):
        self.webrtc.emit("create-offer", None, Gst.Promise.new_with_change_func(self._on_offer))

    def run(self, timeout_s=TIMEOUT_S):
        """Whether `done` was set in time."""
        self.pipeline.set_state(Gst.State.PLAYING)
        self.offer()
        came = self.done.wait(timeout_s)
        self.pipeline.set_state(Gst.State.NULL)
        if self.failure is not None:
            raise self.failure
        return came

    def _on_offer(self, promise):
        # The offer lies in the memory of the reply, which goes with its last name here.
        reply = promise.get_reply()
        offer = reply.get_value("offer")
        self.webrtc.emit("set-local-description", offer, Gst.Promise.new())

    def _on_gathering(self, *_):
        complete = GstWebRTC.WebRTCICEGatheringState.COMPLETE
        if self.webrtc.get_property("ice-gathering-state") == complete:
            # Not on this thread: it is the one that drives ICE.
            threading.Thread(target=self._exchange, daemon=True).start()

    def _exchange(self):
        try:
            offer = self.webrtc.get_property("local-description").sdp.as_text()
            _, sdp = GstSdp.SDPMessage.new_from_text(self.answer_to(offer))
            description = GstWebRTC.WebRTCSessionDescription.new(GstWebRTC.WebRTCSDPType.ANSWER, sdp)
            self.webrtc.emit("set-remote-description", description, Gst.Promise.new())
        except Exception as error:  # noqa: BLE001: an exception on this thread would end in silence
            self.failure = error
            self.done.set()
