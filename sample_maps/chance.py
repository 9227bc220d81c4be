"""Chance drawn from one seed, apart for each subject: a change to one leaves the others as they were."""

import zlib

import numpy as np


class Chance:
    """Gives a random generator for each subject by its name."""

    def __init__(self, seed: int) -> None:
        self._seed = seed

    def of(self, subject: str) -> np.random.Generator:
        """Return a new generator for a subject; the same name gives the same numbers."""
        return np.random.default_rng([self._seed, zlib.crc32(subject.encode())])
