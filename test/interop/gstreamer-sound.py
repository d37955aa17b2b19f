"""Listens to a stream beside watching it, with GStreamer's webrtcbin, and says what came as one line of JSON."""

import array
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
SAMPLES = 96_000
RATE_HZ = 48_000
TIMEOUT_S = 30

FORMATS = {
    "video": "application/x-rtp,media=video,encoding-name=VP8,clock-rate=90000,payload=96"
    ",rtcp-fb-nack=true,rtcp-fb-nack-pli=true",
    "opus": "application/x-rtp,media=audio,encoding-name=OPUS,clock-rate=48000,payload=111"
    ",encoding-params=(string)2,useinbandfec=(string)1",
    "pcmu": "application/x-rtp,media=audio,encoding-name=PCMU,clock-rate=8000,payload=0",
    "pcma": "application/x-rtp,media=audio,encoding-name=PCMA,clock-rate=8000,payload=8",
}

DECODERS = {
    "VP8": "rtpvp8depay ! vp8dec",
    "OPUS": "rtpopusdepay ! opusdec use-inband-fec=true",
    "PCMU": "rtppcmudepay ! mulawdec",
    "PCMA": "rtppcmadepay ! alawdec",
}


def post(url, body):
    headers = {"Content-Type": "application/json"}
    request = urllib.request.Request(url, json.dumps(body).encode(), headers)
    with urllib.request.urlopen(request, timeout=10) as response:
        return json.load(response)


class Listener:
    def __init__(self, url, sections):
        self.url = url
        self.wave = array.array("h")
        self.codec = None
        self.frames = 0
        self.done = threading.Event()
        self.failure = None
        self.pipeline = Gst.Pipeline.new()
        self.webrtc = Gst.ElementFactory.make("webrtcbin")
        self.webrtc.set_property("bundle-policy", GstWebRTC.WebRTCBundlePolicy.MAX_BUNDLE)
        self.pipeline.add(self.webrtc)
        receive = GstWebRTC.WebRTCRTPTransceiverDirection.RECVONLY
        for section in sections:
            self.webrtc.emit("add-transceiver", receive, Gst.Caps.from_string(FORMATS[section]))
        self.webrtc.connect("pad-added", self.on_pad)
        self.webrtc.connect("notify::ice-gathering-state", self.on_gathering)

    def listen(self):
        self.pipeline.set_state(Gst.State.PLAYING)
        self.webrtc.emit("create-offer", None, Gst.Promise.new_with_change_func(self.on_offer))
        came = self.done.wait(TIMEOUT_S)
        self.pipeline.set_state(Gst.State.NULL)
        if self.failure is not None:
            raise self.failure
        if not came:
            raise TimeoutError(f"{self.frames} frames and {len(self.wave)} samples came.")
        # The first of it may be the beginning of the decoder.
        wave = self.wave[len(self.wave) // 4 :]
        rising = sum(1 for one, next_ in zip(wave, wave[1:]) if one < 0 <= next_)
        return {
            "codec": self.codec,
            "frames": self.frames,
            "hz": rising * RATE_HZ / len(wave),
            "loudness": max(map(abs, wave)) / 32768,
        }

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
            answer = post(self.url + "offer", {"sdp": offer, "type": "offer"})
            _, sdp = GstSdp.SDPMessage.new_from_text(answer["sdp"])
            description = GstWebRTC.WebRTCSessionDescription.new(GstWebRTC.WebRTCSDPType.ANSWER, sdp)
            self.webrtc.emit("set-remote-description", description, Gst.Promise.new())
        except Exception as error:  # noqa: BLE001: an exception on this thread would end in silence
            self.failure = error
            self.done.set()

    def on_pad(self, _, pad):
        codec = pad.get_current_caps().get_structure(0).get_value("encoding-name")
        if codec == "VP8":
            tail = "fakesink name=sink sync=false signal-handoffs=true"
        else:
            self.codec = codec
            tail = (
                "audioconvert ! audioresample "
                f"! audio/x-raw,format=S16LE,channels=1,rate={RATE_HZ} "
                "! appsink name=sink emit-signals=true sync=false"
            )
        decoder = Gst.parse_bin_from_description(f"{DECODERS[codec]} ! {tail}", True)
        sink = decoder.get_by_name("sink")
        if codec == "VP8":
            sink.connect("handoff", self.on_frame)
        else:
            sink.connect("new-sample", self.on_sound)
        self.pipeline.add(decoder)
        decoder.sync_state_with_parent()
        pad.link(decoder.get_static_pad("sink"))

    def on_frame(self, *_):
        self.frames += 1
        self.end_if_enough()

    def on_sound(self, sink):
        buffer = sink.emit("pull-sample").get_buffer()
        self.wave.frombytes(buffer.extract_dup(0, buffer.get_size()))
        self.end_if_enough()
        return Gst.FlowReturn.OK

    def end_if_enough(self):
        if self.frames >= FRAMES and len(self.wave) >= SAMPLES:
            self.done.set()


Gst.init(None)
print(json.dumps(Listener(sys.argv[1], sys.argv[2].split(",")).listen()))
