"""wrk knocks at a gateway, 2,000 times a second, for a minute or as long as it is told.

    load.py GATEWAY [--postgres URL] [--seconds N] [--rate N] [--tokens N]

There is no answer but 202, and 429 where a token is used beyond its rate; every token that was accepted is pushed at least
once. Prints the figures; exit status 1 where they are not what they must be.
"""

import json
import os
import pathlib
import subprocess
import sys
import time

import house
import standin


def main():
    arguments = sys.argv[1:]
    seconds = int(standin.option(arguments, "--seconds") or 60)
    rate = int(standin.option(arguments, "--rate") or 2000)
    # Each is used ten times, which the token's limit allows at once.
    count = int(standin.option(arguments, "--tokens") or seconds * rate // 10)
    postgres = standin.option(arguments, "--postgres")
    place = house.House(arguments[0])
    try:
        sys.exit(run(place, postgres, seconds, rate, count))
    finally:
        place.close()


def run(place, postgres, seconds, rate, count):
    gateway = place.gateway(postgres or f"sqlite:{place.folder.name}/gateway.sqlite", "--log-level", "warning")
    tokens = place.tokens(gateway, count)
    path = pathlib.Path(place.folder.name) / "tokens"
    path.write_text("\n".join(tokens) + "\n")
    output = subprocess.run(
        ["wrk", "--threads", "2", "--connections", "128", "--duration", f"{seconds}s", "--timeout", "10s", "--script",
         house.HERE / "knocks.lua", f"http://127.0.0.1:{gateway.port}"],
        env={**os.environ, "TOKENS": str(path), "RATE": str(rate), "THREADS": "2"}, capture_output=True, text=True)
    lines = [line for line in output.stdout.splitlines() if line.startswith("RESULT ")]
    if not lines:
        sys.exit(output.stdout + output.stderr)
    result = json.loads(lines[0].removeprefix("RESULT "))
    used = set(tokens[:result["statuses"].get("202", 0)]) if result["requests"] < count else set(tokens)
    start = time.monotonic()
    house.wait(lambda: used <= place.pushed().keys() or result["requests"] < count, 180, "accepted pushes are lost")
    status = gateway.stop()
    errors = {code: number for code, number in result["statuses"].items() if code not in ("202", "429")}
    print(f"{'PostgreSQL' if postgres else 'SQLite'}: {result['requests'] / result['seconds']:.0f} knocks/s for "
          f"{result['seconds']:.0f} s with {count} tokens: {result['statuses'].get('202', 0)} accepted, "
          f"{result['statuses'].get('429', 0)} limited, {sum(errors.values())} errors, {result['socket_errors']} socket "
          f"errors; latency p50 {result['p50_ms']} ms, p99 {result['p99_ms']} ms, max {result['max_ms']} ms; "
          f"{sum(place.pushed().values())} pushes, the last {time.monotonic() - start:.1f} s after the load")
    return 0 if not errors and not result["socket_errors"] and status == 0 else 1


if __name__ == "__main__":
    main()
