"""VidGear's WebGear_RTC as its documentation has it, beside which the benchmarks put this project.

Usage: server.py FOLDER film PATH | server.py FOLDER barcode
"""

import asyncio
import socket
import sys
from pathlib import Path

import uvicorn
from barcode_stream import BarcodeStream
from vidgear.gears.asyncio import WebGear_RTC

PAGE = Path(__file__).with_name("page.html").read_text()


def write_pages(folder):
    """VidGear fetches its pages from the Internet unless they are there."""
    templates = folder / ".vidgear" / "webgear_rtc" / "templates"
    templates.mkdir(parents=True, exist_ok=True)
    for name in ("index.html", "404.html", "500.html"):
        (templates / name).write_text(PAGE)


async def serve(folder, source):
    web = WebGear_RTC(
        custom_data_location=str(folder),
        enable_live_broadcast=True,
        frame_size_reduction=0,
        **source,
    )
    listening = socket.create_server(("127.0.0.1", 0))
    server = uvicorn.Server(uvicorn.Config(web(), log_level="warning"))
    print(f"http://127.0.0.1:{listening.getsockname()[1]}/", flush=True)
    try:
        await server.serve(sockets=[listening])
    finally:
        web.shutdown()


def main():
    folder = Path(sys.argv[1])
    write_pages(folder)
    is_film = sys.argv[2] == "film"
    source = {"source": sys.argv[3]} if is_film else {"custom_stream": BarcodeStream()}
    asyncio.run(serve(folder, source))


if __name__ == "__main__":
    main()
