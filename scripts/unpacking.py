"""How are archives of our own unpacked, by any Python from 3.11 on?"""

import tarfile
from pathlib import Path


def unpack(archive: tarfile.TarFile, folder: Path) -> None:
    """Write what is in an archive to a folder, and nothing beside it.

    Python 3.11.0 to 3.11.3 know no filters (tarfile, "Hints for further verification"): they go by
    the attribute if they know it, and what is unpacked here was packed by us.
    """
    archive.extraction_filter = getattr(tarfile, "data_filter", lambda member, _: member)
    archive.extractall(folder)  # noqa: S202  (packed by us)
