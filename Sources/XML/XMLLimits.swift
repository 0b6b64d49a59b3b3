/// How much a document may ask of its reader. Each limit holds while parsing, before memory grows.
package struct XMLLimits: Sendable, Equatable {
  /// The bytes of the whole document. libxml2 itself refuses a single text or value beyond 10 000 000.
  package var bytes: Int
  /// How deep elements may nest; the root is at depth 1.
  package var depth: Int
  /// The attributes of one element, namespace declarations counted.
  package var attributes: Int
  /// The UTF-8 bytes of one local name, or of one namespace.
  package var nameLength: Int
  /// The elements, texts and attributes of the whole document together.
  package var nodes: Int

  package init(
    bytes: Int = stanzaBytes, depth: Int = stanzaDepth, attributes: Int = elementAttributes,
    nameLength: Int = nameBytes, nodes: Int = stanzaNodes
  ) {
    self.bytes = bytes
    self.depth = depth
    self.attributes = attributes
    self.nameLength = nameLength
    self.nodes = nodes
  }

  /// What a stanza, or an envelope inside one, may ask.
  package static let stanza = XMLLimits()

  /// 1 MiB: four times the 256 KiB at which common servers cut a stanza, so that nothing they pass is lost here.
  package static let stanzaBytes = 1 << 20

  /// 64: a message in a forward in an archive result in a carbon nests about twelve deep. Swift releases a tree
  /// recursively, so this also bounds the stack that an attacker's tree takes when it is dropped.
  package static let stanzaDepth = 64

  /// 64: a busy element has ten. libxml2 2.9 compares each attribute with every other before it reports the
  /// element, so the 200 000 that fit into a stanza would hold it for ten seconds.
  package static let elementAttributes = 64

  /// 256: the longest namespaces in use have about 70. A namespace is declared once and is that of every element below,
  /// each of which declares it anew where it is written by itself.
  package static let nameBytes = 256

  /// 65 536, one for every 16 bytes of ``stanzaBytes``: real stanzas spend more on each, and a roster of 5000 contacts
  /// has about 30 000. Together with ``nameBytes`` it bounds what a stanza can grow to in memory, at some 16 MB.
  package static let stanzaNodes = 1 << 16
}
