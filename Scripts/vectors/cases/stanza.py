"""`stanza-omemo2.json` and `stanza-legacy.json`: whole `<message/>` stanzas, from XML to text."""

from collections.abc import Callable

from peers import python_omemo, python_omemo_xml
from reference import stanza
from reference.refused import Reason
from reference.wire import LEGACY, OMEMO2, Wire
from suite import REFERENCE, Level, Suite

from cases import stanza_envelope, stanza_exchange
from cases.published import BAD_IDS, MARKUP, replaced, text
from cases.spoil import flipped
from cases.stanza_parts import (
    BODY, OTHER_DEVICE, OWN, OWN_DEVICE, SENDER, SENDER_DEVICE, Envelope, Pair, Parts, exchange_for_another)


def omemo2() -> Suite:
    """OMEMO 2."""
    return _Stanzas(OMEMO2).suite


def legacy() -> Suite:
    """Legacy OMEMO."""
    return _Stanzas(LEGACY).suite


class _Stanzas:
    """All cases of one wire."""

    def __init__(self, wire: Wire) -> None:
        self.wire = wire
        peer = python_omemo.TWOMEMO if wire is OMEMO2 else python_omemo.OLDMEMO
        self.suite = Suite(
            f"stanza-{'omemo2' if wire is OMEMO2 else 'legacy'}.json", "stanza", wire.namespace, REFERENCE,
            lambda case: stanza.receive(wire, case),
            {peer: lambda case: python_omemo_xml.stanza(wire.namespace, case)})
        self.flag = "kex" if wire is OMEMO2 else "prekey"
        self.good = self.sealed(BODY)
        self._good()
        self._empty()
        self._stanza()
        self._element()
        self._keys()
        self._base64()
        self._payload()
        for label, comment, change in MARKUP:
            self.refuse_xml(f"xml-{label}", comment, change(self.good.xml()), "malformed", judged=False)
        stanza_exchange.add(self)
        if wire is OMEMO2:
            stanza_envelope.add(self)

    def sealed(self, body: str, pair: Pair | None = None) -> Parts:
        """A good message."""
        pair = pair or Pair(self.wire)
        if self.wire is LEGACY:
            return pair.seal(body.encode())
        content = f"<content><body xmlns='jabber:client'>{body}</body></content>"
        return pair.seal(Envelope(content=content).xml().encode())

    def accept(
        self, name: str, comment: str, parts: Parts, level: Level = "required", *, judged: bool = True,
        pair: Pair | None = None,
    ) -> None:
        self.accept_xml(name, comment, parts.xml(), level, judged=judged, pair=pair)

    def accept_xml(
        self, name: str, comment: str, xml: str, level: Level = "required", *, judged: bool = True,
        pair: Pair | None = None,
    ) -> None:
        device = (pair or Pair(self.wire)).device()
        self.suite.accept(name, comment, {"device": device, "stanza": xml}, level=level, judged=judged)

    def refuse(
        self, name: str, comment: str, parts: Parts, reason: Reason, level: Level = "required", *, judged: bool = True
    ) -> None:
        self.refuse_xml(name, comment, parts.xml(), reason, level, judged=judged)

    def refuse_xml(
        self, name: str, comment: str, xml: str, reason: Reason, level: Level = "required", *, judged: bool = True
    ) -> None:
        device = Pair(self.wire).device()
        self.suite.refuse(name, comment, {"device": device, "stanza": xml}, reason, level=level, judged=judged)

    def _good(self) -> None:
        for form_a in ("seed", "scalar"):
            for form_b in ("seed", "scalar"):
                pair = Pair(self.wire, (form_a, form_b))
                self.accept(
                    f"good-{form_a}-{form_b}", f"The sender's identity is a {form_a}, the receiver's a {form_b}.",
                    self.sealed(BODY, pair), pair=pair)
        self.accept("unicode", "A text beyond ASCII.", self.sealed("Ѐ ß 猫 🐱 é"))
        good = self.good
        xml = good.xml()
        self.accept("flag-1", "The flag is “1”, which xs:boolean allows.", good.with_(
            own_key=good.key_xml(attributes=f"{self.flag}='1' rid='{OWN_DEVICE}'")))
        self.accept_xml("indented", "White space between the elements.", xml.replace("><", ">\n <"))
        self.accept_xml("double-quotes", "The attributes in double quotes.", xml.replace("'", '"'))
        key = text(good.key)
        self.accept_xml(
            "wrapped", "White space in base64, as editors and servers wrap lines.",
            replaced(xml, key, f"\n {key[:76]}\r\n\t{key[76:]}\n"))
        self.accept("bare-sender", "The stanza comes from a bare address.", good.with_(sender=SENDER))
        self.accept("no-to", "Without a recipient: it is the account's own.", good.with_(to=None))
        payload, header = good.payload_xml(), good.header_xml()
        self.accept_xml(
            "payload-first", "The payload before the header.", replaced(xml, header + payload, payload + header))
        new = "<new xmlns='urn:example:new'>1</new>"
        for name, comment, changed in (
            ("unknown-in-message", "An element that is not known.", good.with_(beside=new)),
            ("unknown-in-encrypted", "An element that is not known.", good.with_(
                encrypted=good.encrypted_xml().replace("</encrypted>", new + "</encrypted>"))),
            ("unknown-in-header", "An element that is not known.", good.with_(
                header=header.replace("</header>", new + "</header>"))),
            ("unknown-attribute", "An attribute that is not known.", good.with_(sid=good.sid + " new='1'")),
        ):
            self.accept(name, comment, changed, "recommended")
        prefixed = good.encrypted_xml().replace("</", "</o:").replace("<encrypted xmlns=", "<o:encrypted xmlns:o=")
        for element in ("header", "keys", "key", "iv", "payload"):
            prefixed = prefixed.replace(f"<{element}>", f"<o:{element}>").replace(f"<{element} ", f"<o:{element} ")
        self.accept("prefixed", "The namespace has a prefix.", good.with_(encrypted=prefixed))
        other = LEGACY if self.wire is OMEMO2 else OMEMO2
        flag = "prekey" if other is LEGACY else "kex"
        inside = f"<key {flag}='true' rid='{OTHER_DEVICE}'>{text(exchange_for_another(other))}</key>"
        inside = f"{inside}<iv>{text(bytes(12))}</iv>" if other is LEGACY else f"<keys jid='{SENDER}'>{inside}</keys>"
        self.accept(
            "both-versions", "The other version of OMEMO beside it, with a key for somebody else.", good.with_(
                beside=f"<encrypted xmlns='{other.namespace}'><header sid='{SENDER_DEVICE}'>{inside}</header>"
                f"<payload>{text(bytes(16))}</payload></encrypted>"))

    def _empty(self) -> None:
        pair = Pair(self.wire)
        self.accept("empty", "An empty message: a key and no payload.", pair.seal(None))
        for length in (0, 16, 48, 100):
            self.accept(
                f"empty-{length}", f"An empty message of {length} bytes. What it encrypts is not looked at.",
                Pair(self.wire).seal(None, material=bytes(length)), "recommended")
        self.accept(
            "payload-removed", "A message whose payload somebody has removed is an empty message.",
            self.good.with_(payload=""))
        if self.wire is LEGACY:
            self.accept(
                "empty-without-iv", "Without an IV, which nothing needs.",
                Pair(self.wire).seal(None).with_(iv_element=""),
                "recommended")

    def _stanza(self) -> None:
        good = self.good
        for name, comment, parts in (
            ("type-error", "A stanza of type error comes back with what was sent.", good.with_(type="error")),
            ("no-sender", "Nobody has sent it.", good.with_(sender="")),
            ("bad-sender", "The sender is no address.", good.with_(sender="@montague.lit/orchard")),
            ("not-encrypted", "Nothing is encrypted.", good.with_(encrypted="")),
            ("encrypted-twice", "Two elements of one version.", good.with_(encrypted=good.encrypted_xml() * 2)),
        ):
            self.refuse(name, comment, parts, "malformed", judged=False)
        xml = good.xml()
        self.refuse_xml(
            "presence", "No message.", xml.replace("<message ", "<presence ").replace("</message>", "</presence>"),
            "malformed", judged=False)
        self.refuse_xml(
            "encrypted-deeper", "What is encrypted stands in another element: that is a forwarded message, or worse.",
            replaced(xml, good.encrypted_xml(), f"<x xmlns='urn:example:x'>{good.encrypted_xml()}</x>"),
            "malformed", judged=False)
        self.refuse(
            "reflection", "The receiver's own message, sent back.",
            good.with_(sender=f"{OWN}/balcony", sid=f" sid='{OWN_DEVICE}'"), "not-for-this-device", judged=False)

    def _element(self) -> None:
        good, header = self.good, self.good.header_xml()
        self.refuse("header-missing", "No header.", good.with_(header=""), "malformed")
        self.refuse("header-twice", "Two headers.", good.with_(header=header * 2), "malformed")
        self.refuse(
            "header-two-different", "Two headers, the first without a key.",
            good.with_(header=f"<header sid='{SENDER_DEVICE}'></header>{header}"), "malformed")
        self.refuse(
            "payload-twice", "Two payloads.", good.with_(payload=good.payload_xml() * 2), "malformed")
        self.refuse(
            "payload-two-different", "Two payloads, the first another.",
            good.with_(payload=f"<payload>{text(bytes(16))}</payload>{good.payload_xml()}"), "malformed")
        for spelling, value, level in BAD_IDS:
            self.refuse(
                f"sid-{spelling}", f"The sender's id is “{value}”.", good.with_(sid=f" sid='{value}'"), "bad-id", level)
            attributes = f"{self.flag}='true' rid='{value}'"
            self.refuse(
                f"rid-{spelling}", f"The id of another recipient is “{value}”; the key for this device is good.",
                good.with_(own_key=good.key_xml(attributes=attributes) + good.key_xml()), "bad-id", "recommended")
        self.refuse("sid-missing", "No sender's id.", good.with_(sid=""), "bad-id")
        self.refuse(
            "rid-missing", "A key for nobody.",
            good.with_(own_key=good.key_xml(attributes=f"{self.flag}='true'") + good.key_xml()), "bad-id",
            "recommended")
        for value in ("yes", "TRUE", "", "2"):
            self.refuse(
                f"flag-{value.lower() or 'empty'}", "The flag is no xs:boolean.",
                good.with_(own_key=good.key_xml(attributes=f"{self.flag}='{value}' rid='{OWN_DEVICE}'")), "malformed",
                "recommended")
        if self.wire is LEGACY:
            self._iv()

    def _iv(self) -> None:
        good, iv = self.good, self.good.iv_xml()
        self.refuse("iv-missing", "A payload without IV.", good.with_(iv_element=""), "malformed")
        self.refuse("iv-twice", "Two IVs.", good.with_(iv_element=iv * 2), "malformed")
        self.refuse(
            "iv-two-different", "Two IVs.", good.with_(iv_element=f"<iv>{text(bytes(12))}</iv>{iv}"), "malformed")
        self.refuse("iv-empty", "An IV of no bytes.", good.with_(iv_element="<iv/>"), "malformed")
        self.refuse(
            "iv-short", "An IV of 8 bytes.", good.with_(iv_element=f"<iv>{text(good.iv[:8])}</iv>"), "malformed",
            "recommended")
        self.refuse(
            "iv-other", "Another IV.", good.with_(iv_element=f"<iv>{text(flipped(good.iv, 3))}</iv>"), "not-authentic")

    def _keys(self) -> None:
        good = self.good
        own, namesake = good.key_xml(), good.key_xml(exchange_for_another(self.wire))
        self.refuse(
            "no-key-for-device", "The key is for another device of the account.",
            good.with_(own_key=good.key_xml(attributes=f"{self.flag}='true' rid='31416'")), "not-for-this-device")
        self.refuse("no-own-key", "No key for the account's devices.", good.with_(own_key=""), "not-for-this-device")
        if self.wire is LEGACY:
            self.accept(
                "namesake-first",
                "Another account has a device of the same id; its key stands first. Each is to be tried.",
                good.with_(own_key=namesake + own), "recommended")
            self.accept(
                "namesake-last", "The same, its key behind ours.", good.with_(own_key=own + namesake), "recommended")
            self.refuse(
                "only-namesake", "Only the key of the other account's device.", good.with_(own_key=namesake),
                "not-authentic")
            self.refuse(
                "key-outside", "The key stands outside of the header.",
                good.with_(encrypted=good.with_(own_key="").encrypted_xml().replace("</encrypted>",
                own + "</encrypted>")),
                "not-for-this-device")
            return
        other = "<keys jid='mercutio@verona.lit'>"
        self.refuse(
            "other-account", "The key is for the device of that id of another account.",
            good.with_(accounts=f"{other}{own}</keys>"), "not-for-this-device")
        self.accept(
            "namesake", "Another account has a device of the same id.",
            good.with_(accounts=f"{other}{namesake}</keys><keys jid='{OWN}'>{own}</keys>"))
        self.accept(
            "account-in-capitals", "Addresses are compared in lower case.",
            good.with_(accounts=f"<keys jid='Juliet@Capulet.LIT'>{own}</keys>"), "recommended")
        self.refuse(
            "account-twice", "Two lists of keys for one account.",
            good.with_(accounts=f"<keys jid='{OWN}'>{own}</keys>" * 2), "malformed", "recommended")
        self.refuse(
            "account-twice-other", "Two lists of keys for another account.",
            good.with_(accounts=f"<keys jid='{OWN}'>{own}</keys>" + f"{other}</keys>" * 2), "malformed", "recommended")
        self.refuse(
            "account-missing", "Keys for no account.", good.with_(accounts=f"<keys>{own}</keys>"), "malformed")
        self.refuse(
            "account-empty", "The account is no address.", good.with_(accounts=f"<keys jid=''>{own}</keys>"),
            "malformed")
        self.refuse(
            "device-twice", "Two keys for one device.",
            good.with_(own_key=good.key_xml(flipped(good.key, -1)) + own), "bad-id", "recommended")
        self.refuse("key-outside", "The key is in no list.", good.with_(accounts=own), "not-for-this-device")
        self.accept(
            "flag-missing",
            "A key exchange without its flag, as QXmpp repeats it: its first byte, 08, says what it is.",
            good.with_(own_key=good.key_xml(attributes=f"rid='{OWN_DEVICE}'")), "recommended")

    def _base64(self) -> None:
        good = self.good
        parts: list[tuple[str, str, Callable[[str], Parts]]] = [
            ("key", text(good.key), lambda value: good.with_(
                own_key=f"<key {self.flag}='true' rid='{OWN_DEVICE}'>{value}</key>")),
            ("payload", text(good.ciphertext or b""), lambda value: good.with_(payload=f"<payload>{value}</payload>"))]
        for name, content, put in parts:
            for label, comment, value in (
                ("foreign", "A character that is not base64.", content[:8] + "!" + content[9:]),
                ("url", "The alphabet for URLs.", content[:8] + "-_" + content[10:]),
                ("rest", "Something after the padding.", content + "=AAA"),
                ("uneven", "A single character too many.",
                content.rstrip("=") + "A" * (5 - len(content.rstrip("=")) % 4)),
            ):
                self.refuse(f"{name}-base64-{label}", comment, put(value), "malformed")
            if content.endswith("="):
                self.refuse(
                    f"{name}-base64-unpadded", "Without its padding.", put(content.rstrip("=")), "malformed",
                    "recommended")
        self.refuse("key-empty", "An empty key.", parts[0][2](""), "malformed")

    def _payload(self) -> None:
        good, ciphertext = self.good, self.good.ciphertext or b""

        def payload(data: bytes) -> Parts:
            return good.with_(payload=f"<payload>{text(data)}</payload>")

        for bit in (0, 77, -1):
            self.refuse(
                f"payload-bit-{bit % (len(ciphertext) * 8)}", "A bit of the payload is flipped.",
                payload(flipped(ciphertext, bit)), "not-authentic")
        self.refuse("payload-cut", "A byte of the payload is missing.", payload(ciphertext[:-1]), "not-authentic")
        self.refuse("payload-longer", "The payload is longer.", payload(ciphertext + bytes(16)), "not-authentic")
        other = self.sealed("Thy purse is mine.", Pair(self.wire)).ciphertext or b""
        self.refuse(
            "payload-of-other", "The payload of another message.",
            payload(other), "not-authentic")
        lengths = (0, 16, 32, 47, 49) if self.wire is OMEMO2 else (0, 15, 16, 31, 33)
        for length in lengths:
            spoiled = Pair(self.wire).seal(good.plaintext, material=self._material()[:length].ljust(length, b"\0"))
            self.refuse(
                f"material-{length}", f"The ratchet gives {length} bytes, and there is a payload.", spoiled,
                "not-authentic")
        for bit in (0, -1):
            spoiled = Pair(self.wire).seal(good.plaintext, material=flipped(self._material(), bit))
            self.refuse(
                "tag-flipped" if bit else "key-flipped", "The ratchet gives another key or tag.", spoiled,
                "not-authentic")
        if self.wire is LEGACY:
            self.refuse(
                "not-utf-8", "The text is not UTF-8.", Pair(self.wire).seal(b"\xff\xfe\xfd"), "malformed", judged=False)
            appended = Pair(self.wire).seal(good.plaintext, material=self._material()[:16])
            self.refuse(
                "tag-in-payload",
                "The tag behind the payload, as the oldest clients wrote it: whoever else got the key could have made "
                "it.",
                appended.with_(payload=f"<payload>{text(ciphertext + self._material()[16:])}</payload>"),
                "not-authentic",
                "recommended")

    def _material(self) -> bytes:
        """What the good message's ratchet gives."""
        return Pair(self.wire).receiver.open(self.good.key, is_exchange=True)

