"""Publishes a test pattern and a tone with GStreamer's webrtcbin: publisher.py <endpoint>. It ends when it is killed."""

import sys

from offering_peer import OfferingPeer, post_sdp
from gi.repository import Gst, GstWebRTC

PIPELINE = (
    "webrtcbin name=webrtc bundle-policy=max-bundle"
    " videotestsrc is-live=true pattern=smpte ! video/x-raw,width=640,height=360,framerate=25/1"
    " ! x264enc tune=zerolatency speed-preset=ultrafast bitrate=800 key-int-max=50 bframes=0 sliced-threads=false threads=1"
    " ! video/x-h264,profile=constrained-baseline ! rtph264pay config-interval=-1 aggregate-mode=zero-latency"
    " ! application/x-rtp,media=video,encoding-name=H264,payload=96 ! webrtc."
    " audiotestsrc is-live=true freq=500 ! audioconvert ! audioresample ! opusenc ! rtpopuspay"
    " ! application/x-rtp,media=audio,encoding-name=OPUS,payload=97,encoding-params=(string)2 ! webrtc."
)


class Publisher(OfferingPeer):
    def __init__(self, endpoint):
        pipeline = Gst.parse_launch(PIPELINE)
        super().__init__(pipeline, pipeline.get_by_name("webrtc"))
        self.endpoint = endpoint
        for index in range(2):
            transceiver = self.webrtc.emit("get-transceiver", index)
            transceiver.set_property("direction", GstWebRTC.WebRTCRTPTransceiverDirection.SENDONLY)
        # An offer before the sources have said what they send would have no tracks.
        self.webrtc.connect("on-negotiation-needed", lambda _: super(Publisher, self).offer())

    def offer(self):
        pass

    def answer_to(self, offer):
        return post_sdp(self.endpoint, offer)


Publisher(sys.argv[1]).run(timeout_s=None)
