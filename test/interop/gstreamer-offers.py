"""Makes offers of several shapes with GStreamer's webrtcbin, takes the answers, and says what came as one line of JSON."""

import json
import sys
import threading
import urllib.request

import gi

gi.require_version("Gst", "1.0")
gi.require_version("GstSdp", "1.0")
gi.require_version("GstWebRTC", "1.0")
from gi.repository import Gst, GstSdp, GstWebRTC  # noqa: E402

FRAMES = 5
TIMEOUT_S = 15

AUDIO = "application/x-rtp,media=audio,encoding-name=OPUS,clock-rate=48000,payload=111,encoding-params=(string)2"
VP8 = "application/x-rtp,media=video,encoding-name=VP8,clock-rate=90000,payload=96"
H264 = "application/x-rtp,media=video,encoding-name=H264,clock-rate=90000,payload=102"
PROFILE = ",profile-level-id=(string)42e01f"
MAX_BUNDLE = GstWebRTC.WebRTCBundlePolicy.MAX_BUNDLE
MAX_COMPAT = GstWebRTC.WebRTCBundlePolicy.MAX_COMPAT
NONE = GstWebRTC.WebRTCBundlePolicy.NONE

SHAPES = {
    "audio, video, max-bundle": (MAX_BUNDLE, [AUDIO, VP8]),
    "video, audio, max-bundle": (MAX_BUNDLE, [VP8, AUDIO]),
    "audio, video, max-compat": (MAX_COMPAT, [AUDIO, VP8]),
    "audio, video, no bundle": (NONE, [AUDIO, VP8]),
    "H.264 without fmtp": (MAX_BUNDLE, [H264]),
    "H.264 with packetization-mode 0": (MAX_BUNDLE, [H264 + PROFILE + ",packetization-mode=(string)0"]),
}


def post(url, body):
    headers = {"Content-Type": "application/json"}
    request = urllib.request.Request(url, json.dumps(body).encode(), headers)
    with urllib.request.urlopen(request, timeout=10) as response:
        return json.load(response)


class Viewer:
    def __init__(self, url, policy, sections):
        self.url = url
        self.frames = 0
        self.result = "no frames"
        self.done = threading.Event()
        self.pipeline = Gst.Pipeline.new()
        self.webrtc = Gst.ElementFactory.make("webrtcbin")
        self.webrtc.set_property("bundle-policy", policy)
        self.pipeline.add(self.webrtc)
        receive = GstWebRTC.WebRTCRTPTransceiverDirection.RECVONLY
        for section in sections:
            self.webrtc.emit("add-transceiver", receive, Gst.Caps.from_string(section))
        self.webrtc.connect("pad-added", self.on_pad)
        self.webrtc.connect("notify::ice-gathering-state", self.on_gathering)

    def watch(self):
        self.pipeline.set_state(Gst.State.PLAYING)
        self.webrtc.emit("create-offer", None, Gst.Promise.new_with_change_func(self.on_offer))
        self.done.wait(TIMEOUT_S)
        self.pipeline.set_state(Gst.State.NULL)
        return self.result

    def on_offer(self, promise):
        # The offer lies in the memory of the reply, which goes with its last name here.
        reply = promise.get_reply()
        offer = reply.get_value("offer")
        self.webrtc.emit("set-local-description", offer, Gst.Promise.new())

    def on_gathering(self, *_):
        if self.webrtc.get_property("ice-gathering-state") != GstWebRTC.WebRTCICEGatheringState.COMPLETE:
            return
        threading.Thread(target=self.exchange).start()

    def exchange(self):
        try:
            offer = self.webrtc.get_property("local-description").sdp.as_text()
            answer = post(self.url + "offer", {"sdp": offer, "type": "offer"})
            _, sdp = GstSdp.SDPMessage.new_from_text(answer["sdp"])
            description = GstWebRTC.WebRTCSessionDescription.new(GstWebRTC.WebRTCSDPType.ANSWER, sdp)
            promise = Gst.Promise.new()
            self.webrtc.emit("set-remote-description", description, promise)
            promise.wait()
            reply = promise.get_reply()
            if reply is not None and reply.has_field("error"):
                self.result = str(reply.get_value("error"))
                self.done.set()
        except Exception as error:  # noqa: BLE001: the kind of failure is the result
            self.result = f"{type(error).__name__}: {error}"
            self.done.set()

    def on_pad(self, _, pad):
        caps = pad.get_current_caps().get_structure(0)
        if caps.get_value("media") != "video":
            return
        decoders = {"VP8": "rtpvp8depay ! vp8dec", "H264": "rtph264depay ! h264parse ! openh264dec"}
        decoder = Gst.parse_bin_from_description(
            f"{decoders[caps.get_value('encoding-name')]} ! appsink name=frames emit-signals=true sync=false", True
        )
        decoder.get_by_name("frames").connect("new-sample", self.on_sample)
        self.pipeline.add(decoder)
        decoder.sync_state_with_parent()
        pad.link(decoder.get_static_pad("sink"))

    def on_sample(self, sink):
        sink.emit("pull-sample")
        self.frames += 1
        if self.frames == FRAMES:
            self.result = "plays"
            self.done.set()
        return Gst.FlowReturn.OK


Gst.init(None)
viewers = {name: Viewer(sys.argv[1], *shape) for name, shape in SHAPES.items()}
print(json.dumps({name: viewer.watch() for name, viewer in viewers.items()}))
