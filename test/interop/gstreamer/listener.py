"""Listens to a stream beside watching it, with GStreamer's webrtcbin, and says what came as one line of JSON."""

import array
import json
import sys

from offering_peer import OfferingPeer, post_offer
from gi.repository import Gst

FRAMES = 15
SAMPLES = 96_000
RATE_HZ = 48_000

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


class Listener(OfferingPeer):
    def __init__(self, url, sections):
        super().__init__(*self.receiving([FORMATS[section] for section in sections]))
        self.url = url
        self.wave = array.array("h")
        self.codec = None
        self.frames = 0
        self.webrtc.connect("pad-added", self.on_pad)

    def listen(self):
        if not self.run():
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

    def answer_to(self, offer):
        return post_offer(self.url, offer)

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


print(json.dumps(Listener(sys.argv[1], sys.argv[2].split(",")).listen()))
