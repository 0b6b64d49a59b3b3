package import XML

/// An `xmpp:` URI (RFC 5122) with a query (XEP-0147): `xmpp:juliet@capulet.example?type;name=value;name=value`.
///
/// Without a query type there may be parameters all the same, as OMEMO's verification links have them.
package struct XMPPURI: Sendable, Hashable, CustomStringConvertible {
  package struct Parameter: Sendable, Hashable {
    package let name: String
    package let value: String

    package init(_ name: String, _ value: String) {
      self.name = name
      self.value = value
    }
  }

  /// Without a resource.
  package let jid: JID
  package let queryType: String?
  /// In order. A name may stand more than once.
  package let parameters: [Parameter]

  package init(jid: JID, queryType: String?, parameters: [Parameter]) {
    self.jid = jid.bare
    self.queryType = queryType
    self.parameters = parameters
  }

  /// Reads a URI of ASCII characters. It has no authority (`xmpp://`), no fragment and no resource.
  ///
  /// - Throws: ``XMPPURIError``.
  package init(_ text: String) throws(XMPPURIError) {
    guard text.utf8.count <= Self.maximumByteCount else { throw .tooLong }
    let bytes = Array(text.utf8)
    guard bytes.count > Self.scheme.count,
      String(decoding: bytes.prefix(Self.scheme.count), as: UTF8.self).lowercased() == "xmpp:"
    else { throw .malformed }
    let rest = bytes[Self.scheme.count...]
    let end = rest.firstIndex(of: UInt8(ascii: "?")) ?? rest.endIndex
    jid = try Self.jid(rest[..<end])
    var queryType: String?
    var parameters: [Parameter] = []
    if end < rest.endIndex {
      let parts = rest[(end + 1)...].split(separator: UInt8(ascii: ";"), omittingEmptySubsequences: false)
      guard parts.count <= Self.maximumParameters else { throw .tooLong }
      for (index, part) in parts.enumerated() {
        if let equals = part.firstIndex(of: UInt8(ascii: "=")) {
          let name = try PercentEncoding.decode(part[..<equals], allowing: PercentEncoding.inQuery)
          guard !name.isEmpty else { throw .malformed }
          parameters.append(
            Parameter(name, try PercentEncoding.decode(part[(equals + 1)...], allowing: PercentEncoding.inQuery)))
        } else if index == 0, !part.isEmpty {
          queryType = try PercentEncoding.decode(part, allowing: PercentEncoding.inQuery)
        } else {
          throw .malformed
        }
      }
    }
    self.queryType = queryType
    self.parameters = parameters
  }

  package var description: String {
    let local = jid.local.map { PercentEncoding.encode($0, keeping: PercentEncoding.inLocalPart) + "@" } ?? ""
    let domain = PercentEncoding.encode(jid.domain, keeping: PercentEncoding.inDomain)
    let query = parameters.map {
      PercentEncoding.encode($0.name, keeping: PercentEncoding.inQueryPart) + "="
        + PercentEncoding.encode($0.value, keeping: PercentEncoding.inQueryPart)
    }
    let parts = (queryType.map { [PercentEncoding.encode($0, keeping: PercentEncoding.inQueryPart)] } ?? []) + query
    return "xmpp:" + local + domain + (parts.isEmpty ? "" : "?" + parts.joined(separator: ";"))
  }

  /// A bare address. An encoded `@` or `/` belongs to the part that it stands in, where a JID has neither.
  private static func jid(_ path: ArraySlice<UInt8>) throws(XMPPURIError) -> JID {
    let parts = path.split(separator: UInt8(ascii: "@"), omittingEmptySubsequences: false)
    guard let last = parts.last, parts.count <= 2 else { throw .invalidAddress }
    let domain = try PercentEncoding.decode(last, allowing: PercentEncoding.inDomain)
    guard !domain.unicodeScalars.contains("@"), !domain.unicodeScalars.contains("/") else { throw .invalidAddress }
    guard parts.count == 2 else { return try checked(domain) }
    let local = try PercentEncoding.decode(parts[0], allowing: PercentEncoding.inLocalPart)
    // An `@` the JID's own reader refuses.
    guard !local.unicodeScalars.contains("/") else { throw .invalidAddress }
    return try checked(local + "@" + domain)
  }

  private static func checked(_ text: String) throws(XMPPURIError) -> JID {
    do { return try JID(text) } catch { throw .invalidAddress }
  }

  private static let scheme = Array("xmpp:".utf8)

  /// 16 KiB: a QR code holds less than 3 KiB, and a link with the keys of a hundred devices has about 9 KiB.
  private static let maximumByteCount = 16 * 1024

  /// 256: each of an account's devices and something more.
  private static let maximumParameters = 256
}

/// Why a text is no `xmpp:` URI of the form that is read here.
package enum XMPPURIError: Error, Equatable, Sendable {
  /// Another scheme, a character that a URI must not have there, a percent sign without two hex digits.
  case malformed
  /// The address is none, or has a resource.
  case invalidAddress
  /// Longer than a link can sensibly be, or with too many parameters.
  case tooLong
}
