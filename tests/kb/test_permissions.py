"""What the server and the commands write belongs to their user alone."""

import os
import stat
import subprocess
import sys

import pytest

from tests.live_server import ROOT

WRITE = "from django.db import connection; connection.cursor()"


@pytest.mark.parametrize(
    "args",
    [
        ["manage.py", "shell", "-v0", "-c", WRITE],
        ["-c", f"import kb.wsgi; {WRITE}"],
    ],
)
def test_data_is_private(tmp_path, args):
    folder = tmp_path / "new"
    keep = {k: v for k, v in os.environ.items() if not k.startswith(("KB_", "DJANGO_"))}
    env = keep | {"KB_DATA_DIR": str(folder), "DATABASE_URL": ""}
    subprocess.run([sys.executable, *args], cwd=ROOT, env=env, umask=0o022, check=True)
    modes = {
        path.relative_to(tmp_path).as_posix(): oct(stat.S_IMODE(path.stat().st_mode))
        for path in (folder, *folder.iterdir())
    }
    assert modes["new"] == "0o700"
    assert modes["new/dayi.sqlite3"] == "0o600"
    assert set(modes.values()) <= {"0o700", "0o600"}
