"""Listens to a stream beside watching it, with aiortc, and says what came as one line of JSON."""

import asyncio
import json
import sys
import urllib.request

import numpy
from aiortc import RTCConfiguration, RTCPeerConnection, RTCSessionDescription

FRAMES = 15
SOUND_SECONDS = 2


def post(url, body):
    headers = {"Content-Type": "application/json"}
    request = urllib.request.Request(url, json.dumps(body).encode(), headers)
    with urllib.request.urlopen(request, timeout=10) as response:
        return json.load(response)


async def listen(track):
    pieces = []
    stamps = []
    seconds = 0.0
    while seconds < SOUND_SECONDS:
        frame = await track.recv()
        stamps.append((frame.pts, frame.samples))
        channels = len(frame.layout.channels)
        # Packed samples lie in one row.
        pieces.append(frame.to_ndarray().reshape(-1, channels)[:, 0])
        seconds += frame.samples / frame.sample_rate
    wave = numpy.concatenate(pieces).astype(float)
    # The first of it may be the beginning of the decoder.
    wave = wave[len(wave) // 4 :]
    spectrum = numpy.abs(numpy.fft.rfft(wave * numpy.hanning(len(wave))))
    # At first the times of a live source are moved while its frames are placed.
    stamps = stamps[len(stamps) // 4 :]
    jumps = sum(1 for (one, length), (next_, _) in zip(stamps, stamps[1:]) if next_ - one != length)
    return {
        "hz": float(numpy.argmax(spectrum) * frame.sample_rate / len(wave)),
        "loudness": float(numpy.abs(wave).max() / 32768),
        "sampleRateHz": frame.sample_rate,
        "channels": channels,
        "jumps": jumps,
    }


async def count(track):
    for _ in range(FRAMES):
        await track.recv()
    return FRAMES


async def watch(url, kinds):
    connection = RTCPeerConnection(RTCConfiguration(iceServers=[]))
    tracks = {}
    connection.on("track", lambda track: tracks.setdefault(track.kind, track))
    for kind in kinds:
        connection.addTransceiver(kind, direction="recvonly")
    await connection.setLocalDescription(await connection.createOffer())
    offer = connection.localDescription
    answer = await asyncio.to_thread(post, url + "offer", {"sdp": offer.sdp, "type": offer.type})
    await connection.setRemoteDescription(RTCSessionDescription(sdp=answer["sdp"], type=answer["type"]))
    sound, frames = await asyncio.gather(listen(tracks["audio"]), count(tracks["video"]))
    print(json.dumps({"frames": frames, **sound}))
    await connection.close()


asyncio.run(asyncio.wait_for(watch(sys.argv[1], sys.argv[2].split(",")), 30))
