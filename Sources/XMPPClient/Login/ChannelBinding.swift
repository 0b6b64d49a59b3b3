/// What the client says of its TLS connection in a SCRAM exchange (RFC 5802 section 6).
package enum ChannelBinding: Sendable, Equatable {
  /// The client cannot bind in a way that the server knows.
  case unsupported
  /// The client could, and the server offered nothing for it. A server that did offer it knows from this that someone
  /// took it from its list, and refuses.
  case notOffered
  /// Of a registered type, with its data.
  case bound(type: String, data: [UInt8])

  /// The gs2-header.
  var header: String {
    switch self {
    case .unsupported: "n,,"
    case .notOffered: "y,,"
    case .bound(let type, _): "p=\(type),,"
    }
  }

  /// What `c=` carries, before base64.
  var input: [UInt8] {
    guard case .bound(_, let data) = self else { return Array(header.utf8) }
    return Array(header.utf8) + data
  }

  /// RFC 5929 section 4: the hash of the server's certificate.
  ///
  /// - Note: The only type that can be had. NIOSSL gives neither the keying material of RFC 9266, `tls-exporter`, nor
  ///   the Finished messages of `tls-unique`. Against a certificate that an authority issued to somebody in between,
  ///   as at jabber.ru in 2023, it serves as well: that certificate is another. Against a stolen key it does not.
  package static let endPointType = "tls-server-end-point"
}
