import time

import cv2
import numpy as np

WIDTH, HEIGHT = 1280, 720
BLOCK, LEFT, TOP = 16, 32, 32
COLUMNS = 30
STEP, BOX_STEP, BOX_WAY, BOX_SIDE, BOX_TOP = 4, 7, 1120, 161, 420


def crc8(data):
    crc = 0
    for byte in data:
        crc ^= byte
        for _ in range(8):
            crc = ((crc << 1) ^ 0x07) & 0xFF if crc & 0x80 else crc << 1
    return crc


def draw_background():
    """The waves of the source `test:barcode`: twice as wide as is shown, for they repeat after one width."""
    x = np.arange(2 * WIDTH)[np.newaxis, :]
    y = np.arange(HEIGHT)[:, np.newaxis]
    k = 2 * np.pi / WIDTH
    luma = (
        128
        + 45 * np.sin(9 * k * x + 0.021 * y)
        + 35 * np.sin(0.037 * y + 3 * k * x)
        + 20 * np.sin(41 * k * x) * np.sin(0.19 * y)
    )
    channels = [luma + 18 * np.sin(2 * k * x), luma, luma + 18 * np.cos(2 * k * x)]
    return np.clip(np.stack(channels, axis=-1), 0, 255).astype(np.uint8)


def barcode_rows(time_ms):
    data = time_ms.to_bytes(6, "big")
    bits = np.unpackbits(np.frombuffer(data + bytes([crc8(data)]), dtype=np.uint8))
    return [np.concatenate(([1, 0], half)) for half in (bits[:28], bits[28:])]


class BarcodeStream:
    """Frames that carry the time at which they were read, the same as the source `test:barcode` draws."""

    def __init__(self):
        self._background = draw_background()
        self._number = 0

    def read(self):
        number = self._number
        self._number += 1
        offset = (STEP * number) % WIDTH
        frame = self._background[:, offset : offset + WIDTH].copy()
        way = (BOX_STEP * number) % (2 * BOX_WAY)
        left = way if way < BOX_WAY else 2 * BOX_WAY - way
        frame[BOX_TOP : BOX_TOP + BOX_SIDE, left : left + BOX_SIDE] = (40, 200, 240)
        cv2.putText(
            frame, f"{number:08d}", (left + 10, 510), cv2.FONT_HERSHEY_SIMPLEX, 0.8, (0, 0, 0)
        )
        zone = (slice(TOP - BLOCK, TOP + 3 * BLOCK), slice(LEFT - BLOCK, LEFT + (COLUMNS + 1) * BLOCK))
        frame[zone] = 128
        rows = np.array(barcode_rows(int(time.time() * 1000)), dtype=np.uint8) * 255
        blocks = np.kron(rows, np.ones((BLOCK, BLOCK), dtype=np.uint8))
        frame[TOP : TOP + 2 * BLOCK, LEFT : LEFT + COLUMNS * BLOCK] = blocks[:, :, np.newaxis]
        return frame

    def stop(self):
        pass
