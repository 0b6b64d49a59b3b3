/// The parts of an http or https URL that ``PushEndpoint`` decides on, by RFC 3986 sections 3.2 to 3.4 without user
/// info and fragment, with the scheme in lower case.
struct EndpointURL {
  let isSecure: Bool
  let host: String

  /// `nil` for anything else, down to a percent sign without two hex digits.
  init?(_ text: String) {
    let bytes = Array(text.utf8)
    let schemes: [(prefix: String, isSecure: Bool)] = [("https://", true), ("http://", false)]
    guard let scheme = schemes.first(where: { bytes.starts(with: $0.prefix.utf8) }) else { return nil }
    let rest = bytes[scheme.prefix.utf8.count...]
    let end = rest.firstIndex { $0 == Self.slash || $0 == Self.questionMark } ?? rest.endIndex
    guard let host = Self.host(ofAuthority: rest[..<end]), Self.isPathAndQuery(rest[end...]) else { return nil }
    isSecure = scheme.isSecure
    self.host = host
  }

  /// The host of `host` or `host:port`; `nil` if either is not as it should be. An `@` is in no host's alphabet.
  private static func host(ofAuthority authority: ArraySlice<UInt8>) -> String? {
    var host = authority
    var port: ArraySlice<UInt8>?
    let hostEnd = authority.lastIndex(of: UInt8(ascii: "]")).map { $0 + 1 } ?? authority.startIndex
    if let colon = authority[hostEnd...].firstIndex(of: colon) {
      host = authority[..<colon]
      port = authority[(colon + 1)...]
    }
    guard port.map(isPort) ?? true, isAddressLiteral(host) || isName(host) else { return nil }
    return String(decoding: host, as: UTF8.self)
  }

  /// 1 to 65535, without leading zeros.
  private static func isPort(_ port: ArraySlice<UInt8>) -> Bool {
    guard port.allSatisfy(isDigit), port.first != UInt8(ascii: "0"), port.count <= 5 else { return false }
    return Int(String(decoding: port, as: UTF8.self)).map { (1...65535).contains($0) } ?? false
  }

  /// `[`, what an IPv6 address is made of, `]`. No zones: an interface of ours is none of a contact's business.
  private static func isAddressLiteral(_ host: ArraySlice<UInt8>) -> Bool {
    guard host.first == UInt8(ascii: "["), host.last == UInt8(ascii: "]") else { return false }
    let address = host.dropFirst().dropLast()
    return address.contains(colon) && address.allSatisfy { isHexDigit($0) || $0 == colon || $0 == dot }
  }

  /// Labels of letters, digits, hyphens and underscores between dots: a name or an IPv4 address. Other alphabets come
  /// in their `xn--` form, so that the host one sees is the host one gets.
  private static func isName(_ host: ArraySlice<UInt8>) -> Bool {
    guard host.count <= 253 else { return false }  // RFC 1035 section 2.3.4, as text
    return host.split(separator: dot, omittingEmptySubsequences: false).allSatisfy { label in
      (1...63).contains(label.count)
        && label.allSatisfy { isAlphanumeric($0) || $0 == UInt8(ascii: "-") || $0 == UInt8(ascii: "_") }
    }
  }

  private static func isPathAndQuery(_ text: ArraySlice<UInt8>) -> Bool {
    var rest = text
    while let byte = rest.popFirst() {
      if byte == UInt8(ascii: "%") {
        guard let high = rest.popFirst(), let low = rest.popFirst(), isHexDigit(high), isHexDigit(low) else {
          return false
        }
      } else if !isAlphanumeric(byte), !pathPunctuation.contains(byte) {
        return false
      }
    }
    return true
  }

  private static func isDigit(_ byte: UInt8) -> Bool {
    (UInt8(ascii: "0")...UInt8(ascii: "9")).contains(byte)
  }

  private static func isHexDigit(_ byte: UInt8) -> Bool {
    isDigit(byte) || (UInt8(ascii: "a")...UInt8(ascii: "f")).contains(byte | 0x20)
  }

  private static func isAlphanumeric(_ byte: UInt8) -> Bool {
    isDigit(byte) || (UInt8(ascii: "a")...UInt8(ascii: "z")).contains(byte | 0x20)
  }

  /// RFC 3986's `unreserved`, `sub-delims`, and `:`, `@`, `/`, `?`. No backslash, which browsers read as a slash.
  private static let pathPunctuation = Set("-._~!$&'()*+,;=:@/?".utf8)
  private static let slash = UInt8(ascii: "/")
  private static let questionMark = UInt8(ascii: "?")
  private static let colon = UInt8(ascii: ":")
  private static let dot = UInt8(ascii: ".")
}
