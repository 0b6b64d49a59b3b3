"""`bundle-*.json` and `devicelist-*.json`: what devices publish, as XML."""

import base64
from collections.abc import Callable

from peers import python_omemo, python_omemo_xml
from reference import curve, published, signatures
from reference.agreement import Bundle
from reference.refused import Reason
from reference.wire import LEGACY, OMEMO2, Wire
from seeded import octets, scalar
from suite import REFERENCE, Json, Level, Suite

from cases import awkward, world
from cases.spoil import flipped

BAD_IDS: tuple[tuple[str, str, Level], ...] = (
    ("zero", "0", "required"), ("2-to-31", "2147483648", "required"), ("2-to-32", "4294967296", "required"),
    ("2-to-32-plus-7", "4294967303", "required"), ("negative", "-7", "required"), ("empty", "", "required"),
    ("word", "seven", "required"), ("hex", "0x7", "required"), ("fraction", "7.0", "required"),
    ("plus", "+7", "recommended"), ("leading-zero", "007", "recommended"), ("space", " 7", "recommended"),
    ("other-digits", "\uff17", "required"))
"""Spellings of an id that are none, or are a second one: xs:unsignedInt allows a plus, zeros and space around."""


def bundle_omemo2() -> Suite:
    """OMEMO 2."""
    return _Bundles(OMEMO2).suite


def bundle_legacy() -> Suite:
    """Legacy OMEMO."""
    return _Bundles(LEGACY).suite


def text(data: bytes) -> str:
    """Base64."""
    return base64.b64encode(data).decode()


def replaced(xml: str, old: str, new: str) -> str:
    """With one string replaced, which must be there exactly once."""
    assert xml.count(old) == 1, (old, xml.count(old))
    return xml.replace(old, new)


class _Bundles:
    """All cases of one wire, made from one good bundle."""

    def __init__(self, wire: Wire) -> None:
        self.wire = wire
        peer = python_omemo.TWOMEMO if wire is OMEMO2 else python_omemo.OLDMEMO
        self.suite = Suite(
            f"bundle-{world.short(wire)}.json", "bundle", wire.namespace, REFERENCE,
            lambda case: published.bundle(wire, case["xml"]),
            {peer: lambda case: python_omemo_xml.bundle(wire.namespace, case)})
        self.responder = world.responder(wire, "bundle")
        self.bundle = self.responder.bundle(world.SIGNATURE_RANDOM)
        if wire is OMEMO2:
            self.names = {"signed": "spk", "signature": "spks", "identity": "ik", "prekey": "pk"}
            self.id, self.prekey_id = "id", "id"
        else:
            self.names = {
                "signed": "signedPreKeyPublic", "signature": "signedPreKeySignature", "identity": "identityKey",
                "prekey": "preKeyPublic"}
            self.id, self.prekey_id = "signedPreKeyId", "preKeyId"
        self.good = self.written(self.bundle)
        self._good()
        self._structure()
        self._ids()
        self._base64()
        self._keys()
        self._signature()
        self._markup()

    def written(self, bundle: Bundle) -> str:
        """The element."""
        names = self.names
        prekeys = "".join(
            f"<{names['prekey']} {self.prekey_id}='{prekey.id}'>{text(prekey.key)}</{names['prekey']}>"
            for prekey in bundle.prekeys)
        return (
            f"<bundle xmlns='{self.wire.namespace}'>"
            f"<{names['signed']} {self.id}='{bundle.signed_prekey.id}'>{text(bundle.signed_prekey.key)}"
            f"</{names['signed']}>"
            f"<{names['signature']}>{text(bundle.signature)}</{names['signature']}>"
            f"<{names['identity']}>{text(bundle.identity_key)}</{names['identity']}>"
            f"<prekeys>{prekeys}</prekeys></bundle>")

    def accept(
        self, name: str, comment: str, xml: str, level: Level = "required", *, judged: bool = True
    ) -> None:
        self.suite.accept(name, comment, {"xml": xml}, level=level, judged=judged)

    def refuse(
        self, name: str, comment: str, xml: str, reason: Reason, level: Level = "required", *, judged: bool = True
    ) -> None:
        self.suite.refuse(name, comment, {"xml": xml}, reason, level=level, judged=judged)

    def element(self, part: str) -> str:
        """One of the parts, as it stands in the good bundle; of the prekeys the first."""
        name = self.names[part]
        start = self.good.index(f"<{name}>" if part in ("signature", "identity") else f"<{name} ")
        return self.good[start:self.good.index(f"</{name}>", start) + len(name) + 3]

    def content(self, part: str) -> str:
        """Its base64."""
        element = self.element(part)
        return element[element.index(">") + 1:element.rindex("<")]

    def _good(self) -> None:
        for form in ("seed", "scalar"):
            bundle = world.responder(self.wire, f"bundle {form}", form).bundle(world.SIGNATURE_RANDOM)
            self.accept(f"good-{form}", f"The identity is a {form}.", self.written(bundle))
        hundred = world.responder(self.wire, "bundle hundred")
        hundred.prekeys = {id: scalar(f"bundle hundred {id}") for id in range(1, 101)}
        self.accept(
            "hundred-prekeys", "As many as are recommended.", self.written(hundred.bundle(world.SIGNATURE_RANDOM)))
        one = Bundle(
            self.bundle.identity_key, self.bundle.signed_prekey, self.bundle.signature, self.bundle.prekeys[:1])
        self.accept("one-prekey", "The last of them.", self.written(one))
        self.accept("double-quotes", "The attributes in double quotes.", self.good.replace("'", '"'))
        wrapped = self.good
        for part in self.names:
            content = self.content(part)
            wrapped = wrapped.replace(content, f"\n  {content[:20]}\n\t{content[20:]}\r\n ")
        self.accept("wrapped", "White space in base64, as editors and servers wrap lines.", wrapped)
        self.accept("indented", "White space between the elements.", self.good.replace("><", ">\n  <"))
        parts = [self.element(part) for part in ("signed", "signature", "identity")]
        self.accept(
            "other-order", "The children in another order.",
            replaced(self.good, "".join(parts), "").replace("</bundle>", "".join(reversed(parts)) + "</bundle>"))
        unknown = self.good.replace("</bundle>", "<new xmlns='urn:example:new'><ik/>text</new></bundle>")
        self.accept("unknown-element", "An element of another namespace.", unknown, "recommended")
        name = self.names["identity"]
        self.accept(
            "namesake", "An element of the same name in another namespace is not the same element.",
            self.good.replace("</bundle>", f"<{name} xmlns='urn:example:new'>AAAA</{name}></bundle>"), "recommended")
        self.accept(
            "unknown-attribute", "An attribute that is not known.",
            self.good.replace("<prekeys>", "<prekeys new='1'>"), "recommended")
        prefixed = self.good.replace("</", "</o:").replace("<bundle xmlns=", "<o:bundle xmlns:o=")
        for element in ("prekeys", *self.names.values()):
            prefixed = prefixed.replace(f"<{element}>", f"<o:{element}>").replace(f"<{element} ", f"<o:{element} ")
        self.accept("prefixed", "The namespace has a prefix.", prefixed)
        content = self.content("identity")
        self.accept(
            "character-data", "A CDATA section, and a character reference: XML that XMPP allows.",
            replaced(self.good, content, f"<![CDATA[{content[:10]}]]>&#x{ord(content[10]):x};{content[11:]}"))

    def _structure(self) -> None:
        other = LEGACY if self.wire is OMEMO2 else OMEMO2
        self.refuse(
            "other-namespace", "The other version's namespace.",
            self.good.replace(self.wire.namespace, other.namespace), "malformed")
        self.refuse(
            "no-namespace", "No namespace.", self.good.replace(f" xmlns='{self.wire.namespace}'", ""), "malformed")
        self.refuse(
            "other-name", "Another element.", self.good.replace("<bundle ", "<bundles ").replace("</bundle>",
            "</bundles>"),
            "malformed")
        self.refuse("empty", "An empty element.", f"<bundle xmlns='{self.wire.namespace}'/>", "malformed")
        for part in ("signed", "signature", "identity"):
            element = self.element(part)
            self.refuse(
                f"{self.names[part]}-missing", "A required child is missing.", replaced(self.good, element, ""),
                "malformed")
            self.refuse(
                f"{self.names[part]}-twice", "A child stands twice.", replaced(self.good, element, element * 2),
                "malformed")
            stranger = world.responder(self.wire, "bundle stranger").bundle(world.SIGNATURE_RANDOM)
            foreign = {
                "signed": stranger.signed_prekey.key, "signature": stranger.signature,
                "identity": stranger.identity_key}[part]
            self.refuse(
                f"{self.names[part]}-two-different", "Two children that say different things.",
                replaced(self.good, element, replaced(element, self.content(part), text(foreign)) + element),
                "malformed")
        start, end = self.good.index("<prekeys>"), self.good.index("</bundle>")
        prekeys = self.good[start:end]
        self.refuse("prekeys-missing", "A required child is missing.", replaced(self.good, prekeys, ""), "malformed")
        self.refuse("prekeys-twice", "A child stands twice.", replaced(self.good, prekeys, prekeys * 2), "malformed")
        self.refuse(
            "prekeys-empty", "OMEMO has no key exchange without a one-time prekey.",
            replaced(self.good, prekeys, "<prekeys/>"), "no-prekeys")
        name = self.names["prekey"]
        self.refuse(
            "prekeys-of-other-namespace", "The prekeys are of another namespace.",
            self.good.replace(f"<{name} ", f"<{name} xmlns='urn:example:new' "), "no-prekeys")
        self.refuse(
            "prekeys-outside", "The prekeys stand beside their element.",
            replaced(self.good, prekeys, prekeys.replace("<prekeys>", "<prekeys/>").replace("</prekeys>", "")),
            "no-prekeys")
        crowd = world.responder(self.wire, "bundle crowd")
        key = scalar("bundle crowd")
        crowd.prekeys = {id: key for id in range(1, 301)}
        self.refuse(
            "too-many-prekeys", "300 prekeys.", self.written(crowd.bundle(world.SIGNATURE_RANDOM)), "too-many",
            "recommended", judged=False)

    def _ids(self) -> None:
        attributes = {
            self.names["signed"]: f"{self.id}='{world.SIGNED_PREKEY_IDS[0]}'",
            self.names["prekey"]: f"{self.prekey_id}='{world.PREKEY_IDS[0]}'"}
        for name, attribute in attributes.items():
            label = attribute.partition("=")[0]
            for spelling, value, level in BAD_IDS:
                # Some legacy clients have let a signed prekey of id 0 pass.
                lenient = self.wire is LEGACY and name == self.names["signed"] and spelling == "zero"
                self.refuse(
                    f"{name}-id-{spelling}", f"The id is “{value}”.",
                    replaced(self.good, attribute, f"{label}='{value}'"), "bad-id",
                    "recommended" if lenient else level)
            self.refuse(f"{name}-id-missing", "No id.", replaced(self.good, f" {attribute}", ""), "bad-id")
        twice = replaced(
            self.good, f"{self.prekey_id}='{world.PREKEY_IDS[1]}'", f"{self.prekey_id}='{world.PREKEY_IDS[0]}'")
        self.refuse("prekey-id-twice", "Two prekeys of one id.", twice, "bad-id", "recommended")

    def _base64(self) -> None:
        for part, name in self.names.items():
            content = self.content(part)
            for label, comment, value in (
                ("foreign", "A character that is not base64.", content[:8] + "!" + content[9:]),
                ("url", "The alphabet for URLs.", content[:8] + "-_" + content[10:]),
                ("cut", "The last four characters are not complete.", content + "AAA"),
                ("rest", "Something after the padding.", content + "=AAA"),
            ):
                self.refuse(
                    f"{name}-base64-{label}", comment, replaced(self.good, content, value), "malformed")
            if content.endswith("="):
                unpadded = content.rstrip("=")
                self.refuse(
                    f"{name}-base64-unpadded", "Without its padding.", replaced(self.good, content, unpadded),
                    "malformed",
                    "recommended")
                # The unused bits of the last character.
                alphabet = "ABCDEFGHIJKLMNOPQRSTUVWXYZabcdefghijklmnopqrstuvwxyz0123456789+/"
                last = alphabet[alphabet.index(unpadded[-1]) + 1]
                padding = content[len(unpadded):]
                self.refuse(
                    f"{name}-base64-bits", "Bits behind the last byte: a second spelling.",
                    replaced(self.good, content, unpadded[:-1] + last + padding), "malformed", "recommended")

    def _keys(self) -> None:
        lead = b"" if self.wire is OMEMO2 else b"\x05"
        for part in ("identity", "signed", "prekey"):
            name, content = self.names[part], self.content(part)
            good = base64.b64decode(content)
            forms = {"short": good[:-1], "long": good + b"\0", "empty": b""}
            if self.wire is OMEMO2:
                forms["with-type-byte"] = b"\x05" + good
            else:
                forms |= {"type-06": b"\x06" + good[1:], "without-type-byte": good[1:]}
            for form, key in forms.items():
                self.refuse(
                    f"{name}-{form}", "A key of the wrong length or type.", self._signing(part, content, key),
                    "bad-key")
            if part == "identity" and self.wire is OMEMO2:
                points = awkward.low_order_ed25519() + awkward.outside_subgroup() + awkward.off_curve()
            else:
                points = awkward.low_order_u()
            for label, point in points:
                level: Level = "required"
                if part != "identity" and curve.number(point) >= curve.P:
                    level = "recommended"
                self.refuse(
                    f"{name}-{label}", "Not a good key.", self._signing(part, content, lead + point), "bad-key", level)
            if part != "identity":
                self.refuse(
                    f"{name}-u-9-plus-p", "Not reduced modulo p.",
                    self._signing(part, content, lead + awkward.NON_CANONICAL_BASE_U), "bad-key", "recommended")

    def _signing(self, part: str, content: str, key: bytes) -> str:
        """With another key; a signed prekey is signed anew, so that nothing but the key is wrong."""
        xml = replaced(self.good, content, text(key))
        if part == "signed":
            identity = self.responder.identity
            signature = identity.sign(key, world.SIGNATURE_RANDOM)
            if self.wire is LEGACY:
                signature = signatures.carrying_sign(identity.ed25519, signature)
            xml = replaced(xml, self.content("signature"), text(signature))
        return xml

    def _signature(self) -> None:
        content = self.content("signature")
        good = base64.b64decode(content)

        def refuse(name: str, comment: str, signature: bytes) -> None:
            self.refuse(f"signature-{name}", comment, replaced(self.good, content, text(signature)), "bad-signature")

        for bit in (0, 200, 256, 500, 511):
            refuse(f"bit-{bit}", f"Bit {bit} is flipped.", flipped(good, bit))
        refuse("short", "63 bytes.", good[:63])
        refuse("long", "65 bytes.", good + b"\0")
        refuse("empty", "None.", b"")
        refuse("zero", "64 zero bytes.", bytes(64))
        refuse("random", "64 random bytes.", octets("bundle signature", 64))
        stranger = world.responder(self.wire, "bundle stranger")
        public = world.public(self.responder.signed_prekeys[world.SIGNED_PREKEY_IDS[0]])
        refuse("of-stranger", "Another identity's.", self.wire.sign(stranger.identity, public, world.SIGNATURE_RANDOM))
        self.refuse(
            "signed-prekey-replaced", "A server's own signed prekey under the old signature.",
            replaced(self.good, self.content("signed"),
            text(self.wire.encode_key(world.public(scalar("bundle server"))))),
            "bad-signature")
        self.refuse(
            "identity-replaced", "A server's own identity over the old signature.",
            replaced(self.good, self.content("identity"), text(self.wire.public_key(stranger.identity))),
            "bad-signature")

    def _markup(self) -> None:
        for name, comment, change in MARKUP:
            self.refuse(f"xml-{name}", comment, change(self.good), "malformed")


MARKUP: tuple[tuple[str, str, Callable[[str], str]], ...] = (
    ("nothing", "Nothing.", lambda xml: ""),
    ("text", "No element.", lambda xml: "bundle"),
    ("cut", "The end is missing.", lambda xml: xml[:-5]),
    ("two-roots", "Two elements.", lambda xml: xml + xml),
    ("trailing-text", "Text behind the element.", lambda xml: xml + "x"),
    ("attribute-twice", "An attribute stands twice.", lambda xml: xml.replace(" xmlns=", " a='1' a='1' xmlns=", 1)),
    ("unknown-entity", "An entity that nobody has declared.", lambda xml: xml.replace("</", "&new;</", 1)),
    ("unbound-prefix", "A prefix without a namespace.", lambda xml: xml.replace("</", "<o:new/></", 1)),
    ("null", "A reference to character 0.", lambda xml: xml.replace("</", "&#0;</", 1)),
    ("comment", "RFC 6120, section 11.1, forbids comments.", lambda xml: xml.replace("</", "<!-- x --></", 1)),
    ("instruction", "It forbids processing instructions.", lambda xml: xml.replace("</", "<?x y?></", 1)),
    ("doctype", "It forbids document types.", lambda xml: "<!DOCTYPE bundle>" + xml),
    ("entity", "It forbids entities of one's own.",
     lambda xml: "<!DOCTYPE bundle [<!ENTITY new 'A'>]>" + xml.replace("</", "&new;</", 1)),
)
"""What is no XML, or none that XMPP allows."""


def devicelist_omemo2() -> Suite:
    """OMEMO 2."""
    return _device_lists(OMEMO2, "devices", python_omemo.TWOMEMO)


def devicelist_legacy() -> Suite:
    """Legacy OMEMO."""
    return _device_lists(LEGACY, "list", python_omemo.OLDMEMO)


def _device_lists(wire: Wire, name: str, peer: str) -> Suite:
    suite = Suite(
        f"devicelist-{world.short(wire)}.json", "devicelist", wire.namespace, REFERENCE,
        lambda case: published.device_list(wire, case["xml"]),
        {peer: lambda case: python_omemo_xml.device_list(wire.namespace, case)})

    def given(devices: str) -> Json:
        return {"xml": f"<{name} xmlns='{wire.namespace}'>{devices}</{name}>"}

    def list_of(*ids: int) -> str:
        return "".join(f"<device id='{id}'/>" for id in ids)

    good = given(list_of(12345, 4223))
    suite.accept("two", "Two devices.", good)
    suite.accept("one", "One device.", given(list_of(1)))
    suite.accept("none", "No device: whoever publishes it has turned OMEMO off.", given(""))
    suite.accept("none-closed", "The same.", {"xml": f"<{name} xmlns='{wire.namespace}'/>"})
    suite.accept("highest", "The lowest and the highest id.", given(list_of(1, 2**31 - 1)))
    suite.accept("two-hundred", "200 devices.", given(list_of(*range(1, 201))), level="recommended")
    suite.accept("indented", "White space between the elements.", given("\n <device id='1'/>\n <device id='2'/>\n"))
    suite.accept(
        "unknown-element", "An element of another namespace.", given(list_of(1) + "<new xmlns='urn:example:new'/>"),
        level="recommended")
    suite.accept(
        "namesake", "A device of another namespace is none.",
        given(list_of(1) + "<device xmlns='urn:example:new' id='2'/>"), level="recommended")
    suite.accept(
        "unknown-attribute", "An attribute that is not known.", given("<device id='1' new='1'/>"), level="recommended")
    if wire is OMEMO2:
        identity = world.identity("seed", "devicelist")
        label = "My phone ☎"
        signature = text(identity.sign(label.encode(), b""))
        suite.accept("label", "A signed label.", given(f"<device id='1' label='{label}' labelsig='{signature}'/>"))
        suite.accept(
            "label-unsigned", "A label without signature, which is not to be shown; the device counts.",
            given("<device id='1' label='My phone'/>"), judged=False)
    for spelling, value, level in BAD_IDS:
        suite.refuse(
            f"id-{spelling}", f"The id is “{value}”.", given(f"<device id='{value}'/>" + list_of(1)), "bad-id",
            level=level)
    suite.refuse("id-missing", "No id.", given("<device/>"), "bad-id")
    suite.refuse("id-twice", "A device stands twice.", given(list_of(1, 2, 1)), "bad-id", level="recommended")
    suite.refuse(
        "too-many", "300 devices: a sender would fetch as many bundles.", given(list_of(*range(1, 301))), "too-many",
        level="recommended")
    other = "list" if wire is OMEMO2 else "devices"
    suite.refuse(
        "other-name", "The other version's element.",
        {"xml": f"<{other} xmlns='{wire.namespace}'>{list_of(1)}</{other}>"}, "malformed")
    suite.refuse("other-namespace", "Another namespace.", {"xml": f"<{name} xmlns='urn:xmpp:omemo:1'/>"}, "malformed")
    suite.refuse("no-namespace", "No namespace.", {"xml": f"<{name}>{list_of(1)}</{name}>"}, "malformed")
    for label, comment, change in MARKUP:
        suite.refuse(f"xml-{label}", comment, {"xml": change(good["xml"])}, "malformed")
    return suite
