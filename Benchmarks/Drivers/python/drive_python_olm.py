"""libolm through python-olm, whose calls are part of every figure."""

from olm import Account, InboundSession, OlmPreKeyMessage, OutboundSession, Session

import bench
from olm_sessions import works


class PythonOlm:
    """A `Library`."""

    def account(self, one_time_keys: int) -> Account:
        account = Account()
        account.generate_one_time_keys(one_time_keys)
        return account

    def begin(self, account: Account, peer: Account) -> Session:
        key = next(iter(peer.one_time_keys["curve25519"].values()))
        return OutboundSession(account, peer.identity_keys["curve25519"], key)

    def answer(self, account: Account, peer: Account, message: OlmPreKeyMessage) -> Session:
        session = InboundSession(account, message)
        session.decrypt(message)
        return session

    def size(self, session: Session) -> float:
        return len(session.pickle("")) / 4 * 3


bench.main(works(PythonOlm()))
