"""Hold the readers of tracks against broken files: none may end in anything but words.

    python tools/fuzz_tracks.py [COUNT] [SEED]

Makes COUNT files (2,000 if none is said) from sound GPX, FIT, CSV and KML files by what goes wrong
on the way: cut short, bytes flipped, lines lost, doubled and swapped, numbers made absurd,
encodings changed. Each is measured; it must give a route or an error in words. A file that does
neither stays in the temporary folder and is named; the exit status is 1 then.
"""

from __future__ import annotations

import random
import re
import sys
import tempfile
import time
from collections.abc import Callable
from pathlib import Path

import numpy as np

from reporting.errors import InputError
from reporting.route import measure_track

sys.path.insert(0, str(Path(__file__).resolve().parents[1] / "tests"))
from support.fit import fit_file

COUNT = 2000
BEGIN = 1_749_888_000  # 2025-06-14T08:00:00Z in Unix time
ABSURD = (
    b"", b"-", b"NaN", b"inf", b"-999999", b"1e309", b"91", b"181", b"0", b"-0.0", b"1,5", b"\xff",
    b"99999999999999999999", b"\xe2\x88\x92" + b"5", b"<", b"&", b'"', b"\0",
)  # fmt: skip


def sound(kind: str, chance: random.Random) -> bytes:
    """Return a sound file of a kind: a short drive with times and heights."""
    count = chance.choice((2, 3, 30, 200))
    begin = chance.uniform(-60, 60), chance.uniform(-150, 150)
    step = chance.choice((0.0, 1e-5, 1e-3, 0.1))
    points = [
        (begin[0] + at * step, begin[1] + at * step, 300 + 5 * np.sin(at), at)
        for at in range(count)
    ]
    if kind == "fit":
        return fit_file([(BEGIN + at, lat, lon, height) for lat, lon, height, at in points])
    clock = [
        f"2025-06-14T{8 + at // 3600:02}:{at // 60 % 60:02}:{at % 60:02}Z" for *_, at in points
    ]
    if kind == "csv":
        rows = [
            f"{t},{a:.6f},{b:.6f},{h:.1f}" for t, (a, b, h, _) in zip(clock, points, strict=True)
        ]
        return "\n".join(["time,lat,lon,elevation", *rows]).encode()
    if kind == "kml":
        line = " ".join(f"{b:.6f},{a:.6f},{h:.1f}" for a, b, h, _ in points)
        body = f"<Placemark><LineString><coordinates>{line}</coordinates></LineString></Placemark>"
        return f"<kml><Document>{body}</Document></kml>".encode()
    rows = [
        f'<trkpt lat="{a:.6f}" lon="{b:.6f}"><ele>{h:.1f}</ele><time>{t}</time></trkpt>'
        for t, (a, b, h, _) in zip(clock, points, strict=True)
    ]
    text = "\n".join(rows)
    return f'<?xml version="1.0"?>\n<gpx><trk><trkseg>\n{text}\n</trkseg></trk></gpx>'.encode()


def cut(data: bytes, chance: random.Random) -> bytes:
    """Return a file that ends early."""
    return data[: chance.randrange(len(data) + 1)]


def flipped(data: bytes, chance: random.Random) -> bytes:
    """Return a file with some bytes of others."""
    made = bytearray(data)
    for _ in range(chance.choice((1, 3, 40)) if made else 0):
        made[chance.randrange(len(made))] = chance.randrange(256)
    return bytes(made)


def shuffled(data: bytes, chance: random.Random) -> bytes:
    """Return a file with lines lost, doubled and swapped."""
    lines = data.split(b"\n")
    for _ in range(chance.choice((1, 4, 20))):
        at, other = chance.randrange(len(lines)), chance.randrange(len(lines))
        action = chance.randrange(3)
        if action == 0 and len(lines) > 1:
            del lines[at]
        elif action == 1:
            lines.insert(other, lines[at])
        else:
            lines[at], lines[other] = lines[other], lines[at]
        if not lines:
            break
    return b"\n".join(lines)


def absurd(data: bytes, chance: random.Random) -> bytes:
    """Return a file with numbers that cannot be."""
    numbers = list(re.finditer(rb"-?\d+(?:\.\d+)?", data))
    chosen = {
        m.start(): m for m in chance.sample(numbers, min(len(numbers), chance.choice((1, 5))))
    }
    made, end = [], 0
    for start in sorted(chosen):
        made += [data[end:start], chance.choice(ABSURD)]
        end = chosen[start].end()
    return b"".join([*made, data[end:]])


def recoded(data: bytes, chance: random.Random) -> bytes:
    """Return a file in another encoding, or with a mark at its begin."""
    text = data.decode("latin-1")
    return chance.choice(
        (b"\xef\xbb\xbf" + data, text.encode("utf-16"), data + bytes(3), b"\n" + data)
    )


FAULTS: tuple[Callable[[bytes, random.Random], bytes], ...] = (
    cut,
    flipped,
    shuffled,
    absurd,
    recoded,
)
KINDS = ("gpx", "fit", "csv", "kml")


def broken(number: int, seed: int) -> tuple[str, bytes]:
    """Return the kind and the content of one broken file; the same for the same numbers."""
    chance = random.Random(f"{seed}/{number}")  # noqa: S311 - no secret
    kind = KINDS[number % len(KINDS)]
    data = sound(kind, chance)
    for fault in chance.sample(FAULTS, chance.choice((1, 1, 2))):
        data = fault(data, chance)
    return kind, data


def fault_of(path: Path) -> Exception | None:
    """Return what measuring a file lets fall that is no error in words."""
    try:
        measure_track(path).as_json()
    except InputError as error:
        return None if all(f.message("it") for f in error.findings) and str(error) else error
    except Exception as error:  # noqa: BLE001 - that is what is looked for
        return error
    return None


def main(arguments: list[str]) -> int:
    """Make the files, measure each, tell what fell."""
    count = int(arguments[0]) if arguments else COUNT
    seed = int(arguments[1]) if len(arguments) > 1 else 0
    folder = Path(tempfile.mkdtemp(prefix="fuzz-tracks-"))
    begin, fallen, read = time.process_time(), 0, 0
    for number in range(count):
        kind, data = broken(number, seed)
        path = folder / f"{number}.{kind}"
        path.write_bytes(data)
        error = fault_of(path)
        if error is None:
            path.unlink()
            read += 1
            continue
        fallen += 1
        print(f"{path}: {type(error).__name__}: {error}")
    print(
        f"{read} of {count} in words or measured, {time.process_time() - begin:.0f} s of processor"
    )
    return 1 if fallen else 0


if __name__ == "__main__":
    sys.exit(main(sys.argv[1:]))
