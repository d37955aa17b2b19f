from vidgear.gears import CamGear


class FilmStream:
    """VidGear's own reader of a file, opened again at its end: the film is shorter than the measurement."""

    def __init__(self, path):
        self._path = path
        self._gear = None

    def start(self):
        self._gear = CamGear(source=self._path).start()

    def read(self):
        frame = self._gear.read()
        if frame is None:
            self.stop()
            self.start()
            frame = self._gear.read()
        return frame

    def stop(self):
        self._gear.stop()
