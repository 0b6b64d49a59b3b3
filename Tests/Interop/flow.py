"""The counts of one direction of a conversation."""

from dataclasses import dataclass, field


@dataclass
class Flow:
    """What became of the messages of one side, and what that side's own work took."""

    texts: int = 0
    automatic: int = 0
    lost: int = 0
    duplicated: int = 0
    reordered: int = 0
    resets: int = 0
    read: int = 0
    late: int = 0
    repeats: int = 0
    excused: dict[str, int] = field(default_factory=dict)
    calls: int = 0  # to encrypt or decrypt
    seconds: float = 0.0  # in these

    def __str__(self) -> str:
        excused = "".join(f", {count} excused: {reason}" for reason, count in self.excused.items())
        late = f" ({self.late} across ratchet steps)" if self.late else ""
        resets = f", {self.resets} resets" if self.resets else ""
        return (
            f"{self.texts} sent + {self.automatic} automatic, {self.lost} lost, {self.duplicated} duplicated, "
            f"{self.reordered} reordered{late}{resets}, {self.read} decrypted, {self.repeats} repeats refused{excused}")
