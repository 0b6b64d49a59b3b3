"""OMEMO 2's SCE envelope (XEP-0420): who sent it to whom, and what is no envelope. The peers have none."""

from typing import TYPE_CHECKING

from reference.refused import Reason
from suite import Level

from cases.stanza_parts import BODY, OWN, SENDER, Envelope, Pair, Parts

if TYPE_CHECKING:
    from cases.stanza import _Stanzas

_BODY = f"<body xmlns='jabber:client'>{BODY}</body>"


def add(stanzas: "_Stanzas") -> None:
    """The payload is authentic in every case."""
    _Envelopes(stanzas).add()


class _Envelopes:
    def __init__(self, stanzas: "_Stanzas") -> None:
        self._stanzas = stanzas

    def add(self) -> None:
        self._accepted()
        self._addresses()
        self._structure()

    def _sealed(self, envelope: Envelope | bytes) -> Parts:
        return Pair(self._stanzas.wire).seal(envelope if isinstance(envelope, bytes) else envelope.xml().encode())

    def _accept(
        self, name: str, comment: str, envelope: Envelope | bytes, level: Level = "required", **changes: str
    ) -> None:
        # That the peer opens the payload to the same text is seen to; it looks at no affix.
        self._stanzas.accept(f"envelope-{name}", comment, self._sealed(envelope).with_(**changes), level)

    def _refuse(
        self, name: str, comment: str, envelope: Envelope | bytes, reason: Reason, level: Level = "required",
        **changes: str,
    ) -> None:
        self._stanzas.refuse(
            f"envelope-{name}", comment, self._sealed(envelope).with_(**changes), reason, level, judged=False)

    def _accepted(self) -> None:
        self._accept("without-to", "In a chat of two the recipient may be left out.", Envelope(to=""))
        self._accept("without-time", "The time may be left out.", Envelope(time=""))
        self._accept(
            "padding", "Padding of 200 characters, which nobody looks at.",
            Envelope(padding=f"<rpad>{'x' * 200}</rpad>"))
        self._accept("full-addresses", "Addresses with a resource: the bare ones are compared.",
                     Envelope(to=f"<to jid='{OWN}/balcony'/>", sender=f"<from jid='{SENDER}/orchard'/>"), "recommended")
        self._accept("address-case", "Addresses are compared in lower case.",
                     Envelope(sender="<from jid='Romeo@Montague.LIT'/>"), "recommended")
        self._accept("affixes-first", "The affixes before the content.", Envelope(
            content="", more=f"<content>{_BODY}</content>"))
        self._accept("more-content", "Other elements beside the body.", Envelope(
            content=f"<content><active xmlns='http://jabber.org/protocol/chatstates'/>{_BODY}</content>"))
        self._accept(
            "unknown-affix", "An affix that is not known.", Envelope(more="<new xmlns='urn:example:new'/>"),
            "recommended")
        self._accept("no-body", "Content without a body.", Envelope(
            content="<content><received xmlns='urn:xmpp:receipts' id='1'/></content>"))
        self._accept("escaped", "References in the text.", Envelope(
            content="<content><body xmlns='jabber:client'>&lt;b&gt; &amp; &#x1F431;</body></content>"))
        self._accept(
            "own-other-device",
            "A copy of what another device of the account has sent: it is addressed to the contact.",
            Envelope(to=f"<to jid='{SENDER}'/>", sender=f"<from jid='{OWN}'/>"),
            sender=f"{OWN}/garden", to=SENDER)

    def _addresses(self) -> None:
        mallory = "mallory@evil.lit"
        self._refuse(
            "from-other", "Mallory passes Romeo's message on as her own, key exchange and all.", Envelope(),
            "wrong-sender",
            sender=f"{mallory}/x")
        self._refuse(
            "from-claimed", "The envelope says Mallory, the stanza Romeo.",
            Envelope(sender=f"<from jid='{mallory}'/>"), "wrong-sender")
        self._refuse(
            "from-recipient", "The envelope says that the receiver has sent it.",
            Envelope(sender=f"<from jid='{OWN}'/>"), "wrong-sender")
        self._refuse(
            "from-similar", "An address that begins like the sender's.",
            Envelope(sender=f"<from jid='{SENDER}.evil.lit'/>"), "wrong-sender")
        self._refuse(
            "from-in-resource", "The sender's address as a resource.",
            Envelope(sender=f"<from jid='evil.lit/{SENDER}'/>"), "wrong-sender")
        self._refuse(
            "from-missing", "Who has sent it is left out, which the profile advises against: anybody can pass it on.",
            Envelope(sender=""), "wrong-sender", "recommended")
        self._refuse(
            "to-other", "Romeo's message to Mallory, which she has encrypted anew for Juliet.",
            Envelope(to=f"<to jid='{mallory}'/>"), "wrong-recipient")
        self._refuse(
            "to-sender", "It is addressed to its sender.", Envelope(to=f"<to jid='{SENDER}'/>"), "wrong-recipient")
        self._refuse(
            "to-own-copy",
            "A copy of what another device of the account has sent, to somebody else than the stanza says.",
            Envelope(to=f"<to jid='{mallory}'/>", sender=f"<from jid='{OWN}'/>"), "wrong-recipient",
            sender=f"{OWN}/garden", to=SENDER)
        self._refuse(
            "from-no-address", "The sender's address is empty.", Envelope(sender="<from jid=''/>"), "malformed")
        self._refuse("to-no-address", "The recipient has no address.", Envelope(to="<to/>"), "malformed")

    def _structure(self) -> None:
        good = Envelope()
        for name, part in (
            ("from", good.sender), ("to", good.to), ("time", good.time), ("rpad", good.padding), ("content",
            good.content),
        ):
            self._refuse(f"{name}-twice", "An affix, or the content, stands twice.", Envelope(more=part), "malformed")
        self._refuse(
            "from-two-different", "Two senders, one of them the right one.",
            Envelope(more="<from jid='mallory@evil.lit'/>"), "malformed")
        self._refuse("content-missing", "No content.", Envelope(content=""), "malformed")
        self._refuse(
            "other-namespace", "The envelope is of another namespace.",
            good.xml().replace("urn:xmpp:sce:1", "urn:xmpp:sce:0").encode(), "malformed")
        self._refuse(
            "no-namespace", "The envelope has no namespace.",
            good.xml().replace(" xmlns='urn:xmpp:sce:1'", "").encode(), "malformed")
        self._refuse(
            "other-element", "The root is another element.",
            good.xml().replace("<envelope", "<content").replace("</envelope", "</content").encode(), "malformed")
        self._refuse("text", "The payload is the bare text, as in legacy OMEMO.", BODY.encode(), "malformed")
        self._refuse("body", "The payload is the body alone.", _BODY.encode(), "malformed")
        self._refuse("empty", "The payload is empty.", b"", "malformed")
        self._refuse("cut", "The end is missing.", good.xml()[:-4].encode(), "malformed")
        self._refuse("two", "Two envelopes.", (good.xml() * 2).encode(), "malformed")
        self._refuse(
            "not-utf-8", "A byte that UTF-8 does not have.", good.xml().encode().replace(b"soft", b"s\xfft"),
            "malformed")
        self._refuse("utf-16", "UTF-16.", good.xml().encode("utf-16"), "malformed")
        self._refuse(
            "null", "The character 0.", good.xml().encode().replace(b"soft", b"s\0ft"), "malformed")
        for name, comment, xml in (
            ("comment", "A comment.", good.xml().replace("<rpad>", "<!-- x --><rpad>")),
            ("instruction", "A processing instruction.", good.xml().replace("<rpad>", "<?x y?><rpad>")),
            ("doctype", "A document type.", "<!DOCTYPE envelope>" + good.xml()),
            ("entity", "An entity of its own.",
             "<!DOCTYPE envelope [<!ENTITY new 'A'>]>" + good.xml().replace("soft", "&new;")),
            ("external-entity", "An entity from outside.",
             "<!DOCTYPE envelope [<!ENTITY new SYSTEM 'file:///etc/hostname'>]>" + good.xml().replace("soft", "&new;")),
            ("unknown-entity", "An entity that nobody has declared.", good.xml().replace("soft", "&new;")),
        ):
            self._refuse(name, f"{comment} The payload is read as strictly as the stream.", xml.encode(), "malformed")
