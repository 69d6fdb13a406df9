"""Backups: how they are made, verified and restored, and when the last was."""

from comptrol.adapters.backup_folder import Manifest, read_manifest
from comptrol.bootstrap.keeping.asking import Restoring
from comptrol.bootstrap.keeping.last import LastBackup, backup_age, last_backup
from comptrol.bootstrap.keeping.making import Made, Wanted, make
from comptrol.bootstrap.keeping.restoring import Restored, restore
from comptrol.bootstrap.keeping.verifying import Verified, verify

__all__ = [
    "LastBackup",
    "Made",
    "Manifest",
    "Restored",
    "Restoring",
    "Verified",
    "Wanted",
    "backup_age",
    "last_backup",
    "make",
    "read_manifest",
    "restore",
    "verify",
]
