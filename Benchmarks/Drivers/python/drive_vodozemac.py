"""vodozemac through its Python bindings, which are part of every figure."""

from vodozemac import Account, AnyOlmMessage, Session

import bench
from olm_sessions import works


class Vodozemac:
    """A `Library`."""

    def account(self, one_time_keys: int) -> Account:
        account = Account()
        account.generate_one_time_keys(one_time_keys)
        return account

    def begin(self, account: Account, peer: Account) -> Session:
        return account.create_outbound_session(peer.curve25519_key, next(iter(peer.one_time_keys.values())))

    def answer(self, account: Account, peer: Account, message: AnyOlmMessage) -> Session:
        exchange = message.to_pre_key()
        assert exchange is not None
        return account.create_inbound_session(peer.curve25519_key, exchange)[0]

    def size(self, session: Session) -> float:
        return len(session.pickle(bytes(32))) / 4 * 3


bench.main(works(Vodozemac()))
