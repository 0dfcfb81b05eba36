"""How long the PDF specification takes, and how much memory, beside WeasyPrint as it comes: python bench/pdf.py

Both render the same HTML with the same stylesheet and typefaces to a tagged file. Each row is a process of its
own, so that memory is that rendering's alone. "Cold" is the first file of the process, imports included; "warm"
is the middle of the next ones; "CPU" is the processor's time of the same, which others on a busy machine sway less.
"""

from __future__ import annotations

import argparse
import json
import resource
import statistics
import subprocess
import sys
import time
from datetime import UTC, datetime
from io import BytesIO
from pathlib import Path

ROOT = Path(__file__).resolve().parent.parent
sys.path.insert(0, str(ROOT))

from exports import fonts  # noqa: E402
from exports.artefact import PublicationStamp  # noqa: E402
from exports.pdf import STYLESHEET, html_to_pdf, specification_print_html  # noqa: E402
from tests.factories.snapshots import make_large_snapshot  # noqa: E402

SIZES = (10, 50, 200)


def stock(html: str) -> bytes:
    """The same document by WeasyPrint with nothing of ours but the stylesheet: its tags, its defaults."""
    import weasyprint  # noqa: PLC0415 - part of what is measured

    faces = "".join(
        f'@font-face {{ font-family: "{face.family}"; font-weight: {face.weight}; font-style: {face.style}; '
        f"src: url({fonts.face_file(face).as_uri()}); }}\n"
        for face in fonts.faces_of([fonts.TEXT_FAMILY])
    )
    css = f'{faces}html {{ font-family: "{fonts.TEXT_FAMILY}" }}\n{STYLESHEET.read_text(encoding="utf-8")}'
    return weasyprint.HTML(string=html).write_pdf(
        stylesheets=[weasyprint.CSS(string=css)], pdf_variant="pdf/ua-1"
    )


def measure(way: str, size: int, repeats: int) -> dict[str, float]:
    """Render in this process; seconds, megabytes at the peak, pages and kilobytes."""
    import pypdf  # noqa: PLC0415 - not part of what is measured

    snapshot = make_large_snapshot(size)
    stamp = PublicationStamp(
        1,
        datetime(2027, 1, 11, 9, 30, tzinfo=UTC),
        "Published",
        "https://procure.example.org/t",
        snapshot.digest,
    )
    html = specification_print_html(snapshot, stamp)
    render = {"ours": html_to_pdf, "stock": stock}[way]
    times, work = [], []
    data = b""
    for _ in range(repeats + 1):
        before, worked = time.perf_counter(), time.process_time()
        data = render(html)
        times.append(time.perf_counter() - before)
        work.append(time.process_time() - worked)
    return {
        "cold": times[0],
        "warm": statistics.median(times[1:]),
        "processor": statistics.median(work[1:]),
        "megabytes": resource.getrusage(resource.RUSAGE_SELF).ru_maxrss / 1024,
        "pages": len(pypdf.PdfReader(BytesIO(data)).pages),
        "kilobytes": len(data) / 1024,
    }


def main() -> None:
    parser = argparse.ArgumentParser(description=__doc__)
    parser.add_argument("--sizes", type=int, nargs="+", default=SIZES, choices=SIZES)
    parser.add_argument("--repeats", type=int, default=3, help="warm renderings for each row")
    parser.add_argument("--one", nargs=2, metavar=("WAY", "SIZE"), help=argparse.SUPPRESS)
    arguments = parser.parse_args()
    if arguments.one:
        print(json.dumps(measure(arguments.one[0], int(arguments.one[1]), arguments.repeats)))
        return
    print(f"{'way':6} {'pages':>6} {'cold s':>8} {'warm s':>8} {'CPU s':>8} {'peak MB':>8} {'file KB':>8}")
    for size in arguments.sizes:
        for way in ("stock", "ours"):
            command = [sys.executable, __file__, "--one", way, str(size), "--repeats", str(arguments.repeats)]
            row = json.loads(subprocess.run(command, check=True, capture_output=True, text=True).stdout)
            print(
                f"{way:6} {row['pages']:6.0f} {row['cold']:8.2f} {row['warm']:8.2f} "
                f"{row['processor']:8.2f} "
                f"{row['megabytes']:8.0f} {row['kilobytes']:8.0f}",
                flush=True,
            )


if __name__ == "__main__":
    main()
