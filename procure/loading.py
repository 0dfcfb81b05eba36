"""Loading the larger parts of the service when they are needed, without looking for what is dead meanwhile."""

from __future__ import annotations

import gc
import sys
from importlib import import_module
from types import ModuleType


def load(name: str) -> ModuleType:
    """The module of this name, in full.

    Loading makes a million objects, all of which stay: to look among them for dead ones takes a quarter of the time
    in which a command starts, and again each time that somebody looks later. So the collector rests meanwhile, and
    then leaves out what is loaded; pages shared with processes to come stay shared.
    """
    if name in sys.modules:
        return sys.modules[name]
    was_enabled = gc.isenabled()
    gc.disable()
    try:
        module = import_module(name)
    finally:
        if was_enabled:
            gc.freeze()
            gc.enable()
    return module
