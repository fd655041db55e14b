"""Draws the pages of a PDF from standard input as WebP on standard output, each after its length in four bytes.

A script that imports nothing of ours and runs in a process of its own with little memory and time: a stranger's PDF can
end this process, not the worker. Exit code 1 means: not a PDF that can be drawn.
"""

import resource
import sys
from io import BytesIO

import pypdfium2

MOST_PAGES = 10
PAGE_SIDE = 1800
MEMORY_BYTES = 1024 * 1024 * 1024
CPU_SECONDS = 8


def main() -> int:
    """Draw at most MOST_PAGES pages."""
    resource.setrlimit(resource.RLIMIT_AS, (MEMORY_BYTES, MEMORY_BYTES))
    resource.setrlimit(resource.RLIMIT_CPU, (CPU_SECONDS, CPU_SECONDS))
    resource.setrlimit(resource.RLIMIT_FSIZE, (0, 0))
    try:
        document = pypdfium2.PdfDocument(sys.stdin.buffer.read())
        if not 1 <= len(document) <= MOST_PAGES:
            return 1
        for page in document:
            picture = page.render(scale=PAGE_SIDE / max(*page.get_size(), 1.0)).to_pil().convert("RGB")
            out = BytesIO()
            picture.save(out, "WEBP", quality=80, method=2)
            sys.stdout.buffer.write(out.tell().to_bytes(4, "big") + out.getvalue())
    except (pypdfium2.PdfiumError, MemoryError, OSError, ValueError):
        return 1
    return 0


if __name__ == "__main__":
    sys.exit(main())
