"""Watches a stream with GStreamer's webrtcbin, and says what came as one line of JSON."""

import json
import sys
import threading
import urllib.request

import gi

gi.require_version("Gst", "1.0")
gi.require_version("GstSdp", "1.0")
gi.require_version("GstWebRTC", "1.0")
from gi.repository import Gst, GstSdp, GstWebRTC  # noqa: E402

FRAMES = 15
TIMEOUT_S = 30

FORMATS = {
    "vp8": "application/x-rtp,media=video,encoding-name=VP8,clock-rate=90000,payload=96"
    ",rtcp-fb-nack=true,rtcp-fb-nack-pli=true",
    # Without the profile it would offer none, and an offer without one means Baseline (RFC 6184, 8.1).
    "h264": "application/x-rtp,media=video,encoding-name=H264,clock-rate=90000,payload=96"
    ",packetization-mode=(string)1,profile-level-id=(string)42e01f,level-asymmetry-allowed=(string)1"
    ",rtcp-fb-nack=true,rtcp-fb-nack-pli=true",
    "vp9": "application/x-rtp,media=video,encoding-name=VP9,clock-rate=90000,payload=96"
    ",rtcp-fb-nack=true,rtcp-fb-nack-pli=true",
    "h265": "application/x-rtp,media=video,encoding-name=H265,clock-rate=90000,payload=96"
    ",rtcp-fb-nack=true,rtcp-fb-nack-pli=true",
}

DECODERS = {
    "vp8": "rtpvp8depay ! vp8dec",
    "h264": "rtph264depay ! h264parse ! openh264dec",
    "vp9": "rtpvp9depay ! vp9dec",
    "h265": "rtph265depay ! h265parse ! libde265dec",
}


def post(url, body):
    headers = {"Content-Type": "application/json"}
    request = urllib.request.Request(url, json.dumps(body).encode(), headers)
    with urllib.request.urlopen(request, timeout=10) as response:
        return json.load(response)["sdp"]


def post_whep(url, sdp):
    request = urllib.request.Request(url, sdp.encode(), {"Content-Type": "application/sdp"})
    with urllib.request.urlopen(request, timeout=10) as response:
        assert response.status == 201, response.status
        assert response.headers["Location"], "an answer without a session"
        return response.read().decode()


class Viewer:
    def __init__(self, url, codec, route="offer"):
        self.url = url
        self.route = route
        self.codec = codec
        self.stamps = []
        self.seen = {}
        self.done = threading.Event()
        self.failure = None
        self.pipeline = Gst.Pipeline.new()
        self.webrtc = Gst.ElementFactory.make("webrtcbin")
        self.webrtc.set_property("bundle-policy", GstWebRTC.WebRTCBundlePolicy.MAX_BUNDLE)
        self.pipeline.add(self.webrtc)
        receive = GstWebRTC.WebRTCRTPTransceiverDirection.RECVONLY
        self.webrtc.emit("add-transceiver", receive, Gst.Caps.from_string(FORMATS[codec]))
        self.webrtc.connect("pad-added", self.on_pad)
        self.webrtc.connect("notify::ice-gathering-state", self.on_gathering)

    def watch(self):
        self.pipeline.set_state(Gst.State.PLAYING)
        self.webrtc.emit("create-offer", None, Gst.Promise.new_with_change_func(self.on_offer))
        came = self.done.wait(TIMEOUT_S)
        self.pipeline.set_state(Gst.State.NULL)
        if self.failure is not None:
            raise self.failure
        if not came:
            raise TimeoutError(f"{len(self.stamps)} of {FRAMES} frames came.")
        return self.seen

    def on_offer(self, promise):
        # The offer lies in the memory of the reply, which goes with its last name here.
        reply = promise.get_reply()
        offer = reply.get_value("offer")
        self.webrtc.emit("set-local-description", offer, Gst.Promise.new())

    def on_gathering(self, *_):
        complete = GstWebRTC.WebRTCICEGatheringState.COMPLETE
        if self.webrtc.get_property("ice-gathering-state") == complete:
            # Not on this thread: it is the one that drives ICE.
            threading.Thread(target=self.exchange, daemon=True).start()

    def exchange(self):
        try:
            offer = self.webrtc.get_property("local-description").sdp.as_text()
            _, sdp = GstSdp.SDPMessage.new_from_text(self.answer_to(offer))
            description = GstWebRTC.WebRTCSessionDescription.new(GstWebRTC.WebRTCSDPType.ANSWER, sdp)
            self.webrtc.emit("set-remote-description", description, Gst.Promise.new())
        except Exception as error:  # noqa: BLE001: an exception on this thread would end in silence
            self.failure = error
            self.done.set()

    def answer_to(self, offer):
        if self.route == "whep":
            return post_whep(self.url + "whep", offer)
        return post(self.url + "offer", {"sdp": offer, "type": "offer"})

    def on_pad(self, _, pad):
        decoder = Gst.parse_bin_from_description(
            f"{DECODERS[self.codec]} ! videoconvert ! video/x-raw,format=GRAY8"
            " ! appsink name=frames emit-signals=true sync=false",
            True,
        )
        decoder.get_by_name("frames").connect("new-sample", self.on_sample)
        self.pipeline.add(decoder)
        decoder.sync_state_with_parent()
        pad.link(decoder.get_static_pad("sink"))

    def on_sample(self, sink):
        sample = sink.emit("pull-sample")
        buffer = sample.get_buffer()
        self.stamps.append(buffer.pts)
        if len(self.stamps) == FRAMES:
            caps = sample.get_caps().get_structure(0)
            self.seen = {
                "frames": FRAMES,
                "width": caps.get_value("width"),
                "height": caps.get_value("height"),
                "seconds": (self.stamps[-1] - self.stamps[0]) / Gst.SECOND,
                "colours": len(set(buffer.extract_dup(0, buffer.get_size()))),
            }
            self.done.set()
        return Gst.FlowReturn.OK


Gst.init(None)
print(json.dumps(Viewer(*sys.argv[1:]).watch()))
