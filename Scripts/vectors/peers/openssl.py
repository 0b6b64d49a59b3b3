"""pyca/cryptography 50.0.2 (OpenSSL): X25519 and Ed25519, for the keys and signatures that it knows."""

from cryptography.hazmat.primitives.asymmetric.ed25519 import Ed25519PrivateKey, Ed25519PublicKey
from cryptography.hazmat.primitives.asymmetric.x25519 import X25519PrivateKey, X25519PublicKey

from suite import Json, NotAble

NAME = "cryptography 50.0.2"


def keys(case: Json) -> Json:
    """Judges a case of `keys.json`."""
    match case["function"]:
        case "x25519-key":
            # Whether it is a key shows when a secret is agreed on with it.
            private = X25519PrivateKey.from_private_bytes(bytes(31) + b"\x40")
            private.exchange(X25519PublicKey.from_public_bytes(bytes.fromhex(case["key"])))
            return {"x25519": case["key"]}
        case "x25519":
            private = X25519PrivateKey.from_private_bytes(bytes.fromhex(case["private"]))
            public = X25519PublicKey.from_public_bytes(bytes.fromhex(case["public"]))
            return {"shared": private.exchange(public).hex()}
        case "seed":
            signing = Ed25519PrivateKey.from_private_bytes(bytes.fromhex(case["seed"]))
            return {"ed25519": signing.public_key().public_bytes_raw().hex()}
        case "scalar":
            private = X25519PrivateKey.from_private_bytes(bytes.fromhex(case["scalar"]))
            return {"x25519": private.public_key().public_bytes_raw().hex()}
    raise NotAble


def signatures(case: Json) -> Json:
    """Judges a case of `xeddsa.json`."""
    if case["rule"] != "ed25519":
        raise NotAble
    message = bytes.fromhex(case["message"])
    if case["function"] == "sign":
        if case["identity"]["form"] != "seed":
            raise NotAble
        private = Ed25519PrivateKey.from_private_bytes(bytes.fromhex(case["identity"]["private"]))
        return {"signature": private.sign(message).hex()}
    public = Ed25519PublicKey.from_public_bytes(bytes.fromhex(case["public"]))
    public.verify(bytes.fromhex(case["signature"]), message)
    return {}
