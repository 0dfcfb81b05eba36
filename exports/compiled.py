"""Templates that set-up compiled: a process that shows its first page or prints its first paper need not.

To compile all templates takes as long as a hundred requests. What was compiled is kept beside the templates, as
Python keeps its own, and is taken only where nothing has changed that it was made from.
"""

from __future__ import annotations

import hashlib
import sys
from functools import cache
from pathlib import Path

import jinja2
from jinja2.bccache import Bucket, FileSystemBytecodeCache

ROOT = Path(__file__).resolve().parent.parent
FOLDER = ROOT / "templates" / "__pycache__"
#: Our Python whose functions may have been called while a template was compiled: what is constant is worked out then.
CALLED_BY_TEMPLATES = ("procure", "exports")


@cache
def _digest_of_code() -> str:
    """Of all of our Python that a template may call, and of the release of what compiles; made once a process."""
    digest = hashlib.sha256(jinja2.__version__.encode())
    for package in CALLED_BY_TEMPLATES:
        for file in sorted((ROOT / package).rglob("*.py")):
            digest.update(file.read_bytes())
    return digest.hexdigest()


class CompiledTemplates(FileSystemBytecodeCache):
    """What set-up compiled for one environment of Jinja: ``purpose`` tells environments apart, since each compiles
    the same template differently. Only who ``writes`` keeps what is compiled: the service reads, and writes nothing
    beside its code.
    """

    def __init__(self, purpose: str, *, writes: bool = False) -> None:
        if writes:
            FOLDER.mkdir(exist_ok=True)
        super().__init__(str(FOLDER), f"{purpose}-%s.{sys.implementation.cache_tag}.jinja")
        self._writes = writes

    def get_source_checksum(self, source: str) -> str:
        """Of a template's source, and of the code that it may call."""
        return hashlib.sha256(f"{_digest_of_code()}{source}".encode()).hexdigest()

    def dump_bytecode(self, bucket: Bucket) -> None:
        """Keep what was compiled, if this is set-up."""
        if self._writes:
            super().dump_bytecode(bucket)
