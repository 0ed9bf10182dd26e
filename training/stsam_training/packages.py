"""Where the packages of requirements-encoders.txt keep the pre-trained encoders that they carry."""

from __future__ import annotations

from importlib.util import find_spec
from pathlib import Path


def package_folder(package: str) -> Path:
    """The folder of an installed package, which is not imported for it.

    Raises ModuleNotFoundError when it is not installed."""
    found = find_spec(package)
    if found is None or found.origin is None:
        raise ModuleNotFoundError(f"{package} is not installed: see training/requirements-encoders.txt")
    return Path(found.origin).parent
