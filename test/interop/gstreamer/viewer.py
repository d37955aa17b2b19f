"""Watches a stream with GStreamer's webrtcbin, and says what came as one line of JSON."""

import json
import sys

from offering_peer import OfferingPeer, post_offer, post_sdp
from gi.repository import Gst

FRAMES = 15

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


class Viewer(OfferingPeer):
    def __init__(self, url, codec, route="offer"):
        super().__init__(*self.receiving([FORMATS[codec]]))
        self.url = url
        self.route = route
        self.codec = codec
        self.stamps = []
        self.seen = {}
        self.webrtc.connect("pad-added", self.on_pad)

    def watch(self):
        if not self.run():
            raise TimeoutError(f"{len(self.stamps)} of {FRAMES} frames came.")
        return self.seen

    def answer_to(self, offer):
        if self.route == "whep":
            return post_sdp(self.url + "whep", offer)
        return post_offer(self.url, offer)

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


print(json.dumps(Viewer(*sys.argv[1:]).watch()))
