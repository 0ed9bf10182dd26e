"""What a manifest says of the files beside it, by which the page knows that all are of one version.

As a program it lists them anew: for models of before there were digests, and after a file was changed on purpose."""

from __future__ import annotations

import argparse
import hashlib
import json
from pathlib import Path

from .files import written_whole

MANIFEST = "manifest.json"


def listed(file: Path) -> dict[str, str | int]:
    """A file's entry in the manifest: its name, its size, and the digest of what is in it."""
    content = file.read_bytes()
    return {"name": file.name, "bytes": len(content), "sha256": hashlib.sha256(content).hexdigest()}


def list_anew(directory: Path) -> None:
    """Has a folder's manifest tell what its files are now. Nothing else of it changes."""
    manifest = json.loads((directory / MANIFEST).read_text())
    manifest["files"] = [listed(directory / file["name"]) for file in manifest["files"]]
    with written_whole(directory / MANIFEST) as partial:
        partial.write_text(json.dumps(manifest, indent=2, ensure_ascii=False) + "\n")


if __name__ == "__main__":
    parser = argparse.ArgumentParser(description="Lists a model's files anew in its manifest.json.")
    parser.add_argument("folders", nargs="+", type=Path, help="where the models lie")
    for folder in parser.parse_args().folders:
        list_anew(folder)
