"""Tools that a test needs: without one it skips and says so; in CI it fails."""

import os
import shutil
from pathlib import Path

import pytest

# Installed by `make tools`, at exact versions.
TOOLS = Path(__file__).parent / "web" / "tools"
MODULES = TOOLS / "node_modules"
CHROMIUM = next(
    filter(Path.exists, map(Path, ("/usr/bin/chromium", "/usr/bin/chromium-browser"))),
    None,
)


def needs(present, missing):
    """Skip the test where ``present`` is false; .ci/run installs all of it."""
    if present:
        return
    if "CI" in os.environ:
        pytest.fail(f"{missing}; .ci/run should have installed it")
    pytest.skip(missing)


def needs_chromium():
    needs(CHROMIUM, "Chromium is not installed")


def needs_module(name, *programs):
    """Return the folder of an npm module, whose ``programs`` are there as well."""
    needs((MODULES / name).exists(), f"{name} is not installed: make tools")
    for program in programs:
        needs(shutil.which(program), f"{program} is not installed")
    return MODULES / name


def needs_program(name, package=""):
    """Return the path of a program."""
    path = shutil.which(name)
    needs(path, f"{name} is not installed: apt-get install {package or name}")
    return path
