"""A gateway is killed in the middle of a load: no push that it accepted is lost, and no more are sent twice than were in
flight.

    killed.py GATEWAY [--postgres URL] [--tokens N]

With a PostgreSQL server two gateways share the load and one is killed; without one there is one gateway on SQLite, which
is started again. Every token is knocked with once. Prints the figures; exit status 1 where they are not what they must be.
"""

import concurrent.futures
import http.client
import sys
import threading

import house
import standin

# GatewayLimits.inFlight: what one instance may have sent and not written down.
BOUND = 64


def main():
    arguments = sys.argv[1:]
    postgres, count = standin.option(arguments, "--postgres"), int(standin.option(arguments, "--tokens") or 2000)
    place = house.House(arguments[0], delay=50)
    try:
        sys.exit(run(place, postgres, count))
    finally:
        place.close()


def run(place, postgres, count):
    database = postgres or f"sqlite:{place.folder.name}/gateway.sqlite"
    doomed = place.gateway(database)
    other = place.gateway(database) if postgres else None
    tokens = place.tokens(doomed, count)
    clients = [house.Client(doomed), house.Client(other or doomed)]
    accepted, unanswered, refused, done = set(), set(), {}, threading.Semaphore(0)

    def knock(number):
        token = tokens[number]
        try:
            status, _ = clients[number % 2].post("messages/", {"token": token, "priority": "high"})
            if status == 202:
                accepted.add(token)
            else:
                refused[status] = refused.get(status, 0) + 1
        except (OSError, http.client.HTTPException):
            unanswered.add(token)
        done.release()

    def kill():
        for _ in range(count // 2):
            done.acquire()
        in_flight = len(place.pushed())
        doomed.kill()
        return in_flight

    with concurrent.futures.ThreadPoolExecutor(17) as pool:
        killer = pool.submit(kill)
        list(pool.map(knock, range(count)))
        sent_before = killer.result()
    if not postgres:
        place.gateway(database)
    # What the dead one had claimed is free after 30 s, and then has to be sent.
    house.wait(lambda: accepted <= place.pushed().keys(), 120, f"lost: {len(accepted - place.pushed().keys())} accepted pushes")
    survivor = other or place.gateways[-1]
    status = survivor.stop()
    pushed = place.pushed()
    twice = sum(pushes - 1 for pushes in pushed.values())
    print(f"{'PostgreSQL, two gateways' if postgres else 'SQLite, one gateway'}: {count} knocks, {len(accepted)} accepted, "
          f"{len(unanswered)} unanswered at the killed one, {sent_before} sent before the kill; lost 0, sent twice {twice} "
          f"(bound {BOUND})")
    if refused:
        print(f"refused: {refused}")
    is_proof = len(accepted) >= count // 2 and unanswered and sent_before < len(accepted)
    if not is_proof:
        print("the kill came too early or too late to prove anything")
    return 0 if twice <= BOUND and not refused and status == 0 and is_proof else 1


if __name__ == "__main__":
    main()
