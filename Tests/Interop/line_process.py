"""A program that answers each line of its input with one line of output."""

import os
import select
import subprocess
from pathlib import Path

_PATIENCE = 60.0  # seconds; a program that hangs must fail the round, not stop the test
_CHUNK = 1 << 16


class LineProcess:
    """The running program. Its pipes are read without a buffer of Python's, so that waiting can be bounded."""

    def __init__(self, *command: str | Path) -> None:
        self._name = Path(command[0]).name
        self._process = subprocess.Popen(command, stdin=subprocess.PIPE, stdout=subprocess.PIPE, bufsize=0)
        assert self._process.stdin is not None and self._process.stdout is not None
        self._input = self._process.stdin
        self._output = self._process.stdout
        self._poll = select.poll()
        self._poll.register(self._output, select.POLLIN)

    def ask(self, line: str) -> str:
        """Writes a request, returns the answer; both are without their line ends."""
        try:
            remaining = memoryview(f"{line}\n".encode())
            while remaining:
                remaining = remaining[self._input.write(remaining):]
        except BrokenPipeError as error:
            raise ConnectionError(f"{self._name} ended") from error
        answer = bytearray()
        while not answer.endswith(b"\n"):
            if not self._poll.poll(1000 * _PATIENCE):
                self._process.kill()
                raise ConnectionError(f"{self._name} hangs")
            chunk = os.read(self._output.fileno(), _CHUNK)
            if not chunk:
                raise ConnectionError(f"{self._name} ended")
            answer += chunk
        return answer[:-1].decode()

    def close(self) -> None:
        """Ends the program by ending its input, by force if that is not enough; it has to end well."""
        self._input.close()
        try:
            status = self._process.wait(_PATIENCE)
        except subprocess.TimeoutExpired:
            self._process.kill()
            status = self._process.wait()
        self._output.close()
        if status != 0:
            raise ConnectionError(f"{self._name} ended with status {status}")
