"""An RTSP camera: GStreamer's server with a moving ball, or with a film (Matroska: H.264, and sound of some codecs).

Arguments: port; a password when it is to ask for one, else nothing; `udp` when it is to send in no other way; a film, and
the codec of its sound.
"""

import sys

import gi

gi.require_version("Gst", "1.0")
gi.require_version("GstRtsp", "1.0")
gi.require_version("GstRtspServer", "1.0")
from gi.repository import GLib, Gst, GstRtsp, GstRtspServer  # noqa: E402

FRAMES = (
    "( videotestsrc is-live=true pattern=ball ! video/x-raw,width=320,height=240,framerate=25/1 "
    "! x264enc tune=zerolatency speed-preset=ultrafast key-int-max=25 bitrate=400 ! rtph264pay name=pay0 pt=96 )"
)

SOUNDS = {
    "aac": "aacparse ! rtpmp4gpay name=pay1 pt=97",
    "opus": "opusparse ! rtpopuspay name=pay1 pt=97",
    "pcmu": "rtppcmupay name=pay1 pt=0",
    "pcma": "rtppcmapay name=pay1 pt=8",
    "l16": "audioconvert ! rtpL16pay name=pay1 pt=97",
}


def film_of(path, codec):
    """A film as a camera sends it; each client that comes when nobody else watches begins it anew."""
    return (
        f"( filesrc location={path} ! matroskademux name=film "
        "film. ! queue ! h264parse config-interval=-1 ! rtph264pay name=pay0 pt=96 "
        f"film. ! queue ! {SOUNDS[codec]} )"
    )


def ask_for(password, server, factory):
    """Lets only the user `viewer` in."""
    auth = GstRtspServer.RTSPAuth()
    token = GstRtspServer.RTSPToken()
    token.set_string(GstRtspServer.RTSP_TOKEN_MEDIA_FACTORY_ROLE, "viewer")
    auth.add_basic(GstRtspServer.RTSPAuth.make_basic("viewer", password), token)
    server.set_auth(auth)
    permissions = GstRtspServer.RTSPPermissions()
    permissions.add_permission_for_role("viewer", GstRtspServer.RTSP_PERM_MEDIA_FACTORY_ACCESS, True)
    permissions.add_permission_for_role("viewer", GstRtspServer.RTSP_PERM_MEDIA_FACTORY_CONSTRUCT, True)
    factory.set_permissions(permissions)


def main(port, password="", transport="", film="", codec=""):
    Gst.init(None)
    server = GstRtspServer.RTSPServer()
    server.set_address("127.0.0.1")
    server.set_service(port)
    factory = GstRtspServer.RTSPMediaFactory()
    factory.set_launch(FRAMES if film == "" else film_of(film, codec))
    factory.set_shared(True)
    if transport == "udp":
        factory.set_protocols(GstRtsp.RTSPLowerTrans.UDP)
    if password != "":
        ask_for(password, server, factory)
    server.get_mount_points().add_factory("/stream", factory)
    if server.attach(None) == 0:
        sys.exit("The port is taken.")
    print("ready", server.get_bound_port(), flush=True)
    GLib.MainLoop().run()


main(*sys.argv[1:])
