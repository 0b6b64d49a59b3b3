"""Writes a ratchet case down while the reference plays it."""

from reference.party import Party
from reference.refused import Reason, Refused
from reference.wire import Wire
from seeded import octets
from suite import Json

from cases import world


class Conversation:
    """A begins with B's bundle; what either sends and receives becomes a step.

    Each side has a ratchet key more than it spends, since a forgery may make it draw one in vain.
    """

    def __init__(
        self, wire: Wire, label: str, *, turns: int = 2, forms: tuple[str, str] = ("seed", "seed")
    ) -> None:
        self.wire = wire
        self.label = label
        self.parties: dict[str, Party] = {
            "A": world.initiator(wire, f"ratchet {label}", forms[0], turns + 1),
            "B": world.responder(wire, f"ratchet {label}", forms[1], turns + 1)}
        self.steps: list[Json] = []
        a, b = self.parties["A"], self.parties["B"]
        bundle = b.bundle(world.SIGNATURE_RANDOM)
        # Before the first step: what a party spends is still there.
        self._input = {
            "parties": {
                "A": {
                    "identity": a.identity.as_json(), "ephemeral": _hex(a.ephemeral),
                    "ratchet_keys": [key.hex() for key in a.ratchet_keys]},
                "B": {
                    "identity": b.identity.as_json(), "signed_prekeys": world.prekeys_json(b.signed_prekeys),
                    "prekeys": world.prekeys_json(b.prekeys), "ratchet_keys": [key.hex() for key in b.ratchet_keys]}},
            "bundle": bundle.as_json(), "prekey_id": world.PREKEY_IDS[0]}
        a.start(bundle, world.PREKEY_IDS[0])

    @property
    def input(self) -> Json:
        """The case's input."""
        return self._input | {"steps": self.steps}

    def text(self, length: int = 32) -> bytes:
        """A plaintext, another one for each step."""
        return octets(f"{world.short(self.wire)} {self.label} {len(self.steps)}", length)

    def send(self, who: str, plaintext: bytes | None = None) -> "Sent":
        """One side seals a message."""
        plaintext = self.text() if plaintext is None else plaintext
        encoded, is_exchange = self.parties[who].seal(plaintext)
        sent = Sent(who, plaintext, encoded, is_exchange)
        self.steps.append({
            "send": who, "plaintext": plaintext.hex(), "key_exchange": is_exchange, "wire": encoded.hex()})
        return sent

    def advance(self, who: str, count: int) -> None:
        """One side seals messages that never arrive."""
        ratchet = self.parties[who].session
        assert ratchet is not None
        for _ in range(count):
            ratchet.ratchet.advance()
        self.steps.append({"advance": who, "count": count})

    def deliver(self, sent: "Sent") -> None:
        """The other side opens a message."""
        party = self.parties[sent.recipient]
        assert party.open(sent.encoded, is_exchange=sent.is_exchange) == sent.plaintext
        self.steps.append({
            "deliver": sent.recipient, "key_exchange": sent.is_exchange, "wire": sent.encoded.hex(),
            "plaintext": sent.plaintext.hex()})

    def exchange(self, who: str) -> "Sent":
        """Sends and delivers."""
        sent = self.send(who)
        self.deliver(sent)
        return sent

    def refuse(
        self, who: str, encoded: bytes, reason: Reason, *, is_exchange: bool, comment: str | None = None
    ) -> None:
        """One side is given what it must refuse."""
        try:
            self.parties[who].open(encoded, is_exchange=is_exchange)
        except Refused as refusal:
            if refusal.reason != reason:
                raise ValueError(f"{self.label}: {comment}: {refusal.reason}, not {reason}") from refusal
        else:
            raise ValueError(f"{self.label}: {comment}: opened, instead of {reason}")
        step: Json = {"deliver": who, "key_exchange": is_exchange, "wire": encoded.hex(), "refuse": reason}
        self.steps.append(step if comment is None else step | {"comment": comment})


class Sent:
    """A message on its way."""

    def __init__(self, sender: str, plaintext: bytes, encoded: bytes, is_exchange: bool) -> None:
        self.recipient = "B" if sender == "A" else "A"
        self.plaintext = plaintext
        self.encoded = encoded
        self.is_exchange = is_exchange


def _hex(key: bytes | None) -> str:
    assert key is not None
    return key.hex()
