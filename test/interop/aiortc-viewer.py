"""Watches a stream as Python clients of the original do, and says what came as one line of JSON."""

import asyncio
import json
import sys
import urllib.request

from aiortc import RTCConfiguration, RTCPeerConnection, RTCSessionDescription

FRAMES = 15


def post(url, body):
    headers = {"Content-Type": "application/json"}
    request = urllib.request.Request(url, json.dumps(body).encode(), headers)
    with urllib.request.urlopen(request, timeout=10) as response:
        return json.load(response)


async def watch(url):
    # Without a list of its own it asks a public STUN server, and waits for it where there is no way out.
    connection = RTCPeerConnection(RTCConfiguration(iceServers=[]))
    track = asyncio.get_running_loop().create_future()
    connection.on("track", track.set_result)
    connection.addTransceiver("video", direction="recvonly")
    await connection.setLocalDescription(await connection.createOffer())
    offer = connection.localDescription
    answer = await asyncio.to_thread(post, url + "offer", {"sdp": offer.sdp, "type": offer.type})
    await connection.setRemoteDescription(RTCSessionDescription(sdp=answer["sdp"], type=answer["type"]))
    source = await track
    frames = [await source.recv() for _ in range(FRAMES)]
    first, last = frames[0], frames[-1]
    print(
        json.dumps(
            {
                "frames": len(frames),
                "width": last.width,
                "height": last.height,
                "seconds": float((last.pts - first.pts) * last.time_base),
                "colours": len(set(last.to_ndarray(format="gray").ravel().tolist())),
            }
        )
    )
    await connection.close()


asyncio.run(asyncio.wait_for(watch(sys.argv[1]), 30))
