"""The implementations by name, and how each is made."""

from collections.abc import Callable
from contextlib import ExitStack
from dataclasses import dataclass
from pathlib import Path
from random import Random
from tempfile import TemporaryDirectory

from legacy_peer import LegacyPeer
from legacy_profile import LegacyProfile
from libomemo_c_engine import LibomemoCEngine
from namespace_profile import NamespaceProfile
from network import Pep
from omemo2_profile import Omemo2Profile
from omemo_dr_engine import OmemoDrEngine
from pawl_peer import PawlPeer
from python_omemo_peer import PythonOmemoPeer
from side import Side


@dataclass(frozen=True)
class Account:
    """What every side is made of."""

    name: str
    jid: str
    pep: Pep
    rng: Random


@dataclass(frozen=True)
class Programs:
    """The executables that some sides run."""

    pawl: Path | None
    driver: Path | None


def _twomemo(account: Account, _: Programs, stack: ExitStack) -> Side:
    return _python_omemo(account, Omemo2Profile(), stack)


def _oldmemo(account: Account, _: Programs, stack: ExitStack) -> Side:
    return _python_omemo(account, LegacyProfile(), stack)


def _python_omemo(account: Account, profile: NamespaceProfile, stack: ExitStack) -> Side:
    peer = PythonOmemoPeer(account.name, account.jid, account.pep, account.rng, profile)
    stack.callback(peer.close)
    return peer


def _omemo_dr(account: Account, _: Programs, __: ExitStack) -> Side:
    return LegacyPeer(account.name, account.jid, account.pep, account.rng, OmemoDrEngine(account.jid), iv_first=False)


def _libomemo_c(account: Account, programs: Programs, stack: ExitStack) -> Side:
    """Dino writes the iv first."""
    assert programs.driver is not None
    engine = LibomemoCEngine(programs.driver, account.rng)
    stack.callback(engine.close)
    return LegacyPeer(account.name, account.jid, account.pep, account.rng, engine, iv_first=True)


def _pawl(account: Account, programs: Programs, stack: ExitStack) -> Side:
    assert programs.pawl is not None
    folder = Path(stack.enter_context(TemporaryDirectory()))
    peer = PawlPeer(account.jid, account.pep, account.rng, programs.pawl, folder)
    stack.callback(peer.close)
    return peer


Maker = Callable[[Account, Programs, ExitStack], Side]  # what has to be ended ends with the stack

PAWL = "pawl"
FOREIGN: dict[str, Maker] = {
    "twomemo": _twomemo,
    "oldmemo": _oldmemo,
    "omemo-dr": _omemo_dr,
    "libomemo-c": _libomemo_c,
}
MAKERS: dict[str, Maker] = {PAWL: _pawl, **FOREIGN}
