package import XML

extension Element {
  /// Throws what a `<stream:error/>` says (RFC 6120 section 4.9).
  ///
  /// - Note: A `see-other-host` is not followed. Before TLS anyone could send it, and the caller names the host.
  package func checkNoStreamError() throws(ConnectionError) {
    guard name == "error", namespace == XMLStreamHeader.streamNamespace else { return }
    let conditions = elements.filter { $0.namespace == XMPPNamespace.streamErrors }
    throw .closed(conditions.lazy.compactMap { XMLStreamCondition(rawValue: $0.name) }.first ?? .undefinedCondition)
  }
}
