"""XEdDSA 1.2.0 (libxeddsa over libsodium), the arithmetic under python-omemo."""

import xeddsa

from suite import Json, NotAble

NAME = "XEdDSA 1.2.0"
_ANY_SCALAR = bytes(31) + b"\x40"


def keys(case: Json) -> Json:
    """Judges a case of `keys.json`."""
    match case["function"]:
        case "seed":
            private = xeddsa.seed_to_priv(_octets(case, "seed"))
            return _identity(private)
        case "scalar":
            return _identity(_octets(case, "scalar"))
        case "x25519-key":
            # Whether it is a key shows when a secret is agreed on with it.
            xeddsa.x25519(_ANY_SCALAR, _octets(case, "key"))
            return {"x25519": case["key"]}
        case "x25519":
            return {"shared": xeddsa.x25519(_octets(case, "private"), _octets(case, "public")).hex()}
        case "ed25519-key":
            return {"x25519": xeddsa.ed25519_pub_to_curve25519_pub(_octets(case, "key")).hex()}
        case "edwards-key":
            # It converts whatever it is given, points of the twist too; its verification is where they stop.
            key = xeddsa.curve25519_pub_to_ed25519_pub(_octets(case, "key"), case["sign"] == 1)
            xeddsa.ed25519_pub_to_curve25519_pub(key)
            return {"ed25519": key.hex()}
    raise NotAble


def signatures(case: Json) -> Json:
    """Judges a case of `xeddsa.json`."""
    rule, message = case["rule"], _octets(case, "message")
    if case["function"] == "sign":
        return {"signature": _sign(rule, case, message).hex()}
    signature, public = _octets(case, "signature"), _octets(case, "public")
    if rule == "xeddsa":
        public = xeddsa.curve25519_pub_to_ed25519_pub(public, False)
    if rule == "libsignal":
        public = xeddsa.curve25519_pub_to_ed25519_pub(public, bool(signature[63] >> 7))
        signature = signature[:63] + bytes([signature[63] & 0x7F]) + signature[64:]
    if not xeddsa.ed25519_verify(signature, public, message):
        raise ValueError("signature")
    return {"ed25519": public.hex()}


def _sign(rule: str, case: Json, message: bytes) -> bytes:
    private = bytes.fromhex(case["identity"]["private"])
    if case["identity"]["form"] == "seed":
        public, signature = xeddsa.seed_to_ed25519_pub(private), xeddsa.ed25519_seed_sign(private, message)
    elif rule == "xeddsa":
        private = xeddsa.priv_force_sign(private, False)
        return xeddsa.ed25519_priv_sign(private, message, _octets(case, "random"))
    else:
        public = xeddsa.priv_to_ed25519_pub(private)
        signature = xeddsa.ed25519_priv_sign(private, message, _octets(case, "random"))
    if rule == "libsignal":
        return signature[:63] + bytes([signature[63] | public[31] & 0x80])
    return signature


def _identity(private: bytes) -> Json:
    return {
        "x25519": xeddsa.priv_to_curve25519_pub(private).hex(),
        "ed25519": xeddsa.priv_to_ed25519_pub(private).hex()}


def _octets(case: Json, field: str) -> bytes:
    return bytes.fromhex(case[field])
