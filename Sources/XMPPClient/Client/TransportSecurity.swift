/// How a connection gets its TLS. There is none without.
package enum TransportSecurity: String, Sendable, CaseIterable {
  /// Agreed upon in a stream in the clear (RFC 6120 section 5).
  case startTLS
  /// From the first byte on (XEP-0368).
  case directTLS

  /// Where servers listen for it.
  var port: Int {
    switch self {
    case .startTLS: 5222
    case .directTLS: 5223
    }
  }
}
