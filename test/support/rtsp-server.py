"""An RTSP camera: GStreamer's server with a moving ball.

Arguments: port; a password when it is to ask for one, else nothing; `udp` when it is to send in no other way; the codec of its
sound, with a tick each second, if it is to have some; a film of H.264 and that sound (Matroska) in place of ball and tick.
"""

import sys

import gi

gi.require_version("Gst", "1.0")
gi.require_version("GstRtsp", "1.0")
gi.require_version("GstRtspServer", "1.0")
from gi.repository import GLib, Gst, GstRtsp, GstRtspServer  # noqa: E402

FRAMES = (
    "( videotestsrc is-live=true pattern=ball ! video/x-raw,width=320,height=240,framerate=25/1 "
    "! x264enc tune=zerolatency speed-preset=ultrafast key-int-max=25 bitrate=400 ! rtph264pay name=pay0 pt=96 "
)

SOUND = "audiotestsrc is-live=true wave=ticks samplesperbuffer=%d ! audio/x-raw,rate=%d,channels=%d ! %s name=pay1 pt=%d "

SOUNDS = {
    "": "",
    "aac": SOUND % (1024, 48000, 2, "voaacenc ! aacparse ! rtpmp4gpay", 97),
    "pcmu": SOUND % (160, 8000, 1, "mulawenc ! rtppcmupay", 0),
    "pcma": SOUND % (160, 8000, 1, "alawenc ! rtppcmapay", 8),
    "opus": SOUND % (960, 48000, 2, "opusenc ! rtpopuspay", 97),
}

FILM_SOUNDS = {
    "aac": "aacparse ! rtpmp4gpay name=pay1 pt=97",
    "opus": "opusparse ! rtpopuspay name=pay1 pt=97",
    "pcmu": "rtppcmupay name=pay1 pt=0",
    "pcma": "rtppcmapay name=pay1 pt=8",
    "l16": "audioconvert ! rtpL16pay name=pay1 pt=97",
}


def film_of(path, sound):
    """A film as a camera sends it; a client that comes when nobody else watches begins it again."""
    return (
        f"( filesrc location={path} ! matroskademux name=film "
        "film. ! queue ! h264parse config-interval=-1 ! rtph264pay name=pay0 pt=96 "
        f"film. ! queue ! {FILM_SOUNDS[sound]} )"
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


def main(port, password="", transport="", sound="", film=""):
    Gst.init(None)
    server = GstRtspServer.RTSPServer()
    server.set_address("127.0.0.1")
    server.set_service(port)
    factory = GstRtspServer.RTSPMediaFactory()
    factory.set_launch(FRAMES + SOUNDS[sound] + ")" if film == "" else film_of(film, sound))
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
