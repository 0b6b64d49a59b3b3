/// What an ``XMLStreamReader`` found.
package enum XMLStreamEvent: Sendable, Equatable {
  /// The peer opened its stream.
  case opened(XMLStreamHeader)
  /// A stanza, or another element directly in the stream, complete.
  case element(Element)
  /// A stanza, or another element directly in the stream, that is complete and not taken: it asks for more than
  /// ``XMLLimits`` grants, or has a name or namespace that is none to us. The stream goes on behind it.
  ///
  /// Servers check less, and pass on or keep in an archive what anyone sends. If such a stanza ended the stream, it would
  /// do so at every login, and whoever sent it had shut the reader out for good.
  case refused(XMLError)
  /// The peer closed its stream; no event follows.
  case closed
}
