"""Makes offers of every shape with aiortc, takes the answers, and says what came of each as one line of JSON."""

import asyncio
import json
import sys
import urllib.request

from aiortc import RTCConfiguration, RTCPeerConnection, RTCSessionDescription

SHAPES = [
    ["video"],
    ["audio", "video"],
    ["video", "audio"],
    ["audio", "audio", "video"],
    ["video", "data"],
    ["audio", "video", "data"],
    ["video", "video"],
]


def post(url, body):
    headers = {"Content-Type": "application/json"}
    request = urllib.request.Request(url, json.dumps(body).encode(), headers)
    with urllib.request.urlopen(request, timeout=20) as response:
        return json.load(response)


async def watch(url, kinds):
    connection = RTCPeerConnection(RTCConfiguration(iceServers=[]))
    tracks = asyncio.Queue()
    connection.on("track", tracks.put_nowait)
    try:
        for kind in kinds:
            if kind == "data":
                connection.createDataChannel("data")
            else:
                connection.addTransceiver(kind, direction="recvonly")
        await connection.setLocalDescription(await connection.createOffer())
        offer = connection.localDescription
        answer = await asyncio.to_thread(post, url + "offer", {"sdp": offer.sdp, "type": offer.type})
        await connection.setRemoteDescription(RTCSessionDescription(sdp=answer["sdp"], type=answer["type"]))
        # Tracks of sections that stay without media are announced all the same.
        announced = [await tracks.get() for _ in range(tracks.qsize() or 1)]
        receiving = [track for track in announced if track.kind == "video"]
        first = await asyncio.wait(
            [asyncio.create_task(track.recv()) for track in receiving],
            timeout=15,
            return_when=asyncio.FIRST_COMPLETED,
        )
        return "plays" if first[0] else "no frames"
    except Exception as error:  # noqa: BLE001: the kind of failure is the result
        return f"{type(error).__name__}: {error}"
    finally:
        await connection.close()


async def run(url):
    outcomes = await asyncio.gather(*[watch(url, kinds) for kinds in SHAPES])
    print(json.dumps({", ".join(kinds): outcome for kinds, outcome in zip(SHAPES, outcomes)}))


asyncio.run(asyncio.wait_for(run(sys.argv[1]), 50))
