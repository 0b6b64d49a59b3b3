"""Both sides of a run, from the section "The four messages" of SMP.md."""

from dataclasses import dataclass

from . import ristretto, smp
from .smp import G, Reader, minus, plus, times

E = ristretto.encode


@dataclass
class Initiator:
    """Sends messages 1 and 3."""

    c: bytes
    x: int

    def first(self, random: bytes) -> bytes:
        """M1."""
        self.a2, self.a3, k1, k2 = smp.scalars(random, 4)
        message = (
            E(times(self.a2, G)) + smp.prove_knowledge(self.c, 1, self.a2, k1)
            + E(times(self.a3, G)) + smp.prove_knowledge(self.c, 2, self.a3, k2))
        self.t = smp.extended(self.c, 1, message)
        return message

    def third(self, second: bytes, random: bytes) -> bytes:
        """M3, in answer to M2."""
        got = Reader(2, second)
        smp.verify_knowledge(self.t, 3, got.elements["B2"], got.proof(3))
        smp.verify_knowledge(self.t, 4, got.elements["B3"], got.proof(4))
        g2, g3 = times(self.a2, got.elements["B2"]), times(self.a3, got.elements["B3"])
        pb, qb = got.elements["Pb"], got.elements["Qb"]
        smp.verify_pair(self.t, 5, g2, g3, pb, qb, got.proof(5))
        self.b3_point = got.elements["B3"]
        t2 = smp.extended(self.t, 2, second)
        s, k6, k6x, k7 = smp.scalars(random, 4)
        pa, qa = times(s, g3), plus(times(s, G), times(self.x, g2))
        self.dp, self.dq = minus(pa, pb), minus(qa, qb)
        za = times(self.a3, self.dq)
        message = (
            E(pa) + E(qa) + smp.prove_pair(t2, 6, g2, g3, s, self.x, k6, k6x)
            + E(za) + smp.prove_same(t2, 7, self.a3, self.dq, k7, za))
        self.t3 = smp.extended(t2, 3, message)
        return message

    def result(self, fourth: bytes) -> bool:
        """Whether the secrets are the same, by M4."""
        got = Reader(4, fourth)
        smp.verify_same(self.t3, 8, self.b3_point, self.dq, got.elements["Zb"], got.proof(8))
        return E(times(self.a3, got.elements["Zb"])) == E(self.dp)


@dataclass
class Responder:
    """Sends messages 2 and 4."""

    c: bytes

    def invited(self, first: bytes) -> None:
        """Verifies M1."""
        got = Reader(1, first)
        smp.verify_knowledge(self.c, 1, got.elements["A2"], got.proof(1))
        smp.verify_knowledge(self.c, 2, got.elements["A3"], got.proof(2))
        self.a2_point, self.a3_point = got.elements["A2"], got.elements["A3"]
        self.t = smp.extended(self.c, 1, first)

    def second(self, y: int, random: bytes) -> bytes:
        """M2."""
        b2, self.b3, r, k3, k4, k5, k5y = smp.scalars(random, 7)
        self.g2, self.g3 = times(b2, self.a2_point), times(self.b3, self.a3_point)
        self.pb, self.qb = times(r, self.g3), plus(times(r, G), times(y, self.g2))
        message = (
            E(times(b2, G)) + smp.prove_knowledge(self.t, 3, b2, k3)
            + E(times(self.b3, G)) + smp.prove_knowledge(self.t, 4, self.b3, k4)
            + E(self.pb) + E(self.qb) + smp.prove_pair(self.t, 5, self.g2, self.g3, r, y, k5, k5y))
        self.t2 = smp.extended(self.t, 2, message)
        return message

    def fourth(self, third: bytes, random: bytes) -> tuple[bytes, bool]:
        """M4, and whether the secrets are the same, by M3."""
        got = Reader(3, third)
        pa, qa, za = (got.elements[name] for name in ("Pa", "Qa", "Za"))
        dp, dq = minus(pa, self.pb), minus(qa, self.qb)
        smp.verify_pair(self.t2, 6, self.g2, self.g3, pa, qa, got.proof(6))
        smp.verify_same(self.t2, 7, self.a3_point, dq, za, got.proof(7))
        (k8,) = smp.scalars(random, 1)
        zb = times(self.b3, dq)
        t3 = smp.extended(self.t2, 3, third)
        message = E(zb) + smp.prove_same(t3, 8, self.b3, dq, k8, zb)
        return message, E(times(self.b3, za)) == E(dp)

