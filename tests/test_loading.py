"""Parts of the service that are loaded when they are needed."""

from __future__ import annotations

import gc
import subprocess
import sys

import pytest

from procure.loading import load


def test_what_is_loaded_is_left_out_when_somebody_looks_for_what_is_dead() -> None:
    code = "import gc; from procure.loading import load; load('procure.cli_user')"
    told = f"{code}; print(gc.isenabled(), gc.get_freeze_count() > 1000)"
    done = subprocess.run([sys.executable, "-c", told], capture_output=True, text=True, check=True)
    assert done.stdout.split() == ["True", "True"]


def test_the_collector_works_again_when_nothing_could_be_loaded() -> None:
    with pytest.raises(ModuleNotFoundError):
        load("procure.nothing_of_this_name")
    assert gc.isenabled()
