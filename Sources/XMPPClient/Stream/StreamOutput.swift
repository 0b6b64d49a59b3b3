package import XML

/// What is written to a stream.
package enum StreamOutput: Sendable, Equatable {
  /// The start tag; what is read from now on is a new stream.
  case open(XMLStreamHeader)
  case element(Element)
  /// The end tag, after an error if there was one.
  case close(XMLStreamCondition?)

  /// The text to be sent.
  package func serialized() throws(XMLError) -> String {
    switch self {
    case .open(let header): return "<?xml version='1.0'?>" + (try header.serialized())
    case .element(let element): return try element.serialized(scope: XMLStreamHeader.clientNamespace)
    case .close(nil): return XMLStreamHeader.endTag
    case .close(let condition?):
      let name = condition.rawValue
      return "<stream:error><\(name) xmlns='\(XMPPNamespace.streamErrors)'/></stream:error>\(XMLStreamHeader.endTag)"
    }
  }
}
