"""A small writer of FIT files: just enough to hold records, and to break them."""

from __future__ import annotations

import struct
from collections.abc import Sequence

SEMICIRCLES = 2**31 / 180
EPOCH_S = 631_065_600  # 1989-12-31T00:00:00Z in Unix time
_CRC = (
    *(0x0000, 0xCC01, 0xD801, 0x1400, 0xF001, 0x3C00, 0x2800, 0xE401),
    *(0xA001, 0x6C00, 0x7800, 0xB401, 0x5000, 0x9C01, 0x8801, 0x4400),
)


def checksum(data: bytes) -> int:
    """The CRC-16 of the FIT protocol."""
    crc = 0
    for byte in data:
        for nibble in (byte & 0xF, byte >> 4):
            rest = _CRC[crc & 0xF]
            crc = ((crc >> 4) & 0x0FFF) ^ rest ^ _CRC[nibble]
    return crc


def fit_file(records: Sequence[tuple[int, float, float, float | None]], kind: int = 4) -> bytes:
    """Records of Unix time [s], latitude, longitude [degrees] and height [m] as a FIT file.

    Its `kind` is 4 for a drive that was recorded, 6 for a course.
    """
    file_id = struct.pack("<BBBHB", 0x40, 0, 0, 0, 1) + bytes([0, 1, 0x00])
    file_id += struct.pack("<BB", 0x00, kind)
    fields = bytes([253, 4, 0x86, 0, 4, 0x85, 1, 4, 0x85, 2, 2, 0x84])
    definition = struct.pack("<BBBHB", 0x41, 0, 0, 20, 4) + fields
    data = b"".join(
        struct.pack(
            "<BIiiH",
            0x01,
            time - EPOCH_S,
            round(lat * SEMICIRCLES),
            round(lon * SEMICIRCLES),
            0xFFFF if height is None else round((height + 500) * 5),
        )
        for time, lat, lon, height in records
    )
    body = file_id + definition + data
    head = struct.pack("<BBHI4s", 14, 0x20, 2100, len(body), b".FIT")
    head += struct.pack("<H", checksum(head))
    whole = head + body
    return whole + struct.pack("<H", checksum(whole))
