/// What an ``XMLStreamReader`` found.
package enum XMLStreamEvent: Sendable, Equatable {
  /// The peer opened its stream.
  case opened(XMLStreamHeader)
  /// A stanza, or another element directly in the stream, complete.
  case element(Element)
  /// The peer closed its stream; no event follows.
  case closed
}
