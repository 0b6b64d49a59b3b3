"""The XML namespaces that the harness reads and writes."""

CLIENT = "jabber:client"
HINTS = "urn:xmpp:hints"
EME = "urn:xmpp:eme:0"
OMEMO2 = "urn:xmpp:omemo:2"
LEGACY = "eu.siacs.conversations.axolotl"
