"""Publishes a test pattern and a tone with GStreamer's webrtcbin: gstreamer-whip.py <endpoint>. It ends when it is killed."""

import sys
import threading
import urllib.request

import gi

gi.require_version("Gst", "1.0")
gi.require_version("GstSdp", "1.0")
gi.require_version("GstWebRTC", "1.0")
from gi.repository import GLib, Gst, GstSdp, GstWebRTC  # noqa: E402

PIPELINE = (
    "webrtcbin name=webrtc bundle-policy=max-bundle"
    " videotestsrc is-live=true pattern=smpte ! video/x-raw,width=640,height=360,framerate=25/1"
    " ! x264enc tune=zerolatency speed-preset=ultrafast bitrate=800 key-int-max=50 bframes=0 sliced-threads=false threads=1"
    " ! video/x-h264,profile=constrained-baseline ! rtph264pay config-interval=-1 aggregate-mode=zero-latency"
    " ! application/x-rtp,media=video,encoding-name=H264,payload=96 ! webrtc."
    " audiotestsrc is-live=true freq=500 ! audioconvert ! audioresample ! opusenc ! rtpopuspay"
    " ! application/x-rtp,media=audio,encoding-name=OPUS,payload=97,encoding-params=(string)2 ! webrtc."
)


class Publisher:
    def __init__(self, endpoint):
        self.endpoint = endpoint
        self.loop = GLib.MainLoop()
        self.failure = None
        self.pipeline = Gst.parse_launch(PIPELINE)
        self.webrtc = self.pipeline.get_by_name("webrtc")
        for index in range(2):
            transceiver = self.webrtc.emit("get-transceiver", index)
            transceiver.set_property("direction", GstWebRTC.WebRTCRTPTransceiverDirection.SENDONLY)
        self.webrtc.connect("on-negotiation-needed", self.on_negotiation)
        self.webrtc.connect("notify::ice-gathering-state", self.on_gathering)

    def publish(self):
        self.pipeline.set_state(Gst.State.PLAYING)
        self.loop.run()
        self.pipeline.set_state(Gst.State.NULL)
        if self.failure is not None:
            raise self.failure

    def on_negotiation(self, _):
        self.webrtc.emit("create-offer", None, Gst.Promise.new_with_change_func(self.on_offer))

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
            request = urllib.request.Request(
                self.endpoint, offer.encode(), {"Content-Type": "application/sdp"}
            )
            with urllib.request.urlopen(request, timeout=10) as response:
                assert response.status == 201, response.status
                assert response.headers["Location"], "an answer without a session"
                answer = response.read().decode()
            _, sdp = GstSdp.SDPMessage.new_from_text(answer)
            description = GstWebRTC.WebRTCSessionDescription.new(GstWebRTC.WebRTCSDPType.ANSWER, sdp)
            self.webrtc.emit("set-remote-description", description, Gst.Promise.new())
        except Exception as error:  # noqa: BLE001: an exception on this thread would end in silence
            self.failure = error
            self.loop.quit()


Gst.init(None)
Publisher(sys.argv[1]).publish()
