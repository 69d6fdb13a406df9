"""A backup as a folder of files with a manifest, whole or not there."""

from comptrol.adapters.backup_folder.manifest import (
    Holds,
    KeptFile,
    KeptLog,
    Manifest,
    check_digest,
    differences,
    digest_of,
    finish,
    is_plain,
    read_manifest,
)
from comptrol.adapters.backup_folder.place import (
    check_place,
    check_room,
    free_bytes_at,
    take,
    unfinished,
)

__all__ = [
    "Holds",
    "KeptFile",
    "KeptLog",
    "Manifest",
    "check_digest",
    "check_place",
    "check_room",
    "differences",
    "digest_of",
    "finish",
    "free_bytes_at",
    "is_plain",
    "read_manifest",
    "take",
    "unfinished",
]
