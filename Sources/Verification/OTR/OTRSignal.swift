/// What a body has of OTR, the protocol that OMEMO replaced: a client that sees one suggests OMEMO, and need not speak
/// OTR.
package struct OTRSignal: Hashable, Sendable {
  package enum Kind: Hashable, Sendable {
    /// The other side asks for OTR: `?OTRv23?`.
    case query
    /// The other side would take OTR: white space, invisible, in or behind a text.
    case whitespaceTag
    /// A message of OTR, encrypted or part of its key exchange: `?OTR:` and base64.
    case message
    /// A piece of one: `?OTR,` or `?OTR|`.
    case fragment
    /// A message for people about a failure: `?OTR Error:`.
    case error
  }

  package let kind: Kind
  /// The versions that a query or a tag offers, of those there are: 1 to 4.
  package let versions: Set<Int>
  /// The body for people: without the white space of a tag, otherwise as it came. A query is often followed by a text
  /// that explains it.
  package let body: String

  /// Looks for the first sign of OTR in a body (OTR 3 and 4, "Discovery").
  ///
  /// Nothing follows from the result but what the user is told: whoever can send or alter a plain body can put a sign
  /// in it. The time grows with the length of the body and no faster, and no more than ``maximumByteCount`` bytes are
  /// looked at.
  ///
  /// - Returns: `nil` when there is none.
  package static func detect(in body: String) -> OTRSignal? {
    let bytes = Array(body.utf8.prefix(maximumByteCount))
    if let tag = WhitespaceTag.first(in: bytes) {
      let rest = Array(body.utf8)
      let visible = rest[..<tag.range.lowerBound] + rest[tag.range.upperBound...]
      return OTRSignal(kind: .whitespaceTag, versions: tag.versions, body: String(decoding: visible, as: UTF8.self))
    }
    var start = bytes.startIndex
    while let found = bytes[start...].firstRange(of: marker) {
      if let (kind, versions) = sign(bytes[found.upperBound...]) {
        return OTRSignal(kind: kind, versions: versions, body: body)
      }
      start = found.upperBound
    }
    return nil
  }

  /// 64 KiB: a query is at the beginning, and a tag in the first message of a person. Fragments are shorter.
  package static let maximumByteCount = 64 * 1024

  /// What stands behind `?OTR`.
  private static func sign(_ rest: ArraySlice<UInt8>) -> (Kind, Set<Int>)? {
    switch rest.first {
    case UInt8(ascii: ":"): (.message, [])
    case UInt8(ascii: ","), UInt8(ascii: "|"): (.fragment, [])
    case UInt8(ascii: " ") where rest.starts(with: errorText): (.error, [])
    case UInt8(ascii: "?"), UInt8(ascii: "v"): queriedVersions(rest).map { (.query, $0) }
    default: nil
    }
  }

  /// `?`, `?v24?` or `v24?`: a question mark offers version 1, and each character behind `v` one more.
  private static func queriedVersions(_ query: ArraySlice<UInt8>) -> Set<Int>? {
    var rest = query
    var versions: Set<Int> = []
    if rest.first == UInt8(ascii: "?") {
      versions.insert(1)
      rest.removeFirst()
    }
    guard rest.first == UInt8(ascii: "v") else { return versions.isEmpty ? nil : versions }
    rest.removeFirst()
    let list = rest.prefix(maximumVersions + 1).prefix { $0 != UInt8(ascii: "?") }
    guard list.count <= maximumVersions, rest.dropFirst(list.count).first == UInt8(ascii: "?"),
      list.allSatisfy({ (0x21...0x7e).contains($0) })
      // `?OTR?vain` is a query of version 1 and a word.
    else { return versions.isEmpty ? nil : versions }
    return versions.union(list.map { Int($0) - 0x30 }.filter { knownVersions.contains($0) })
  }

  private static let marker = Array("?OTR".utf8)
  private static let errorText = Array(" Error:".utf8)
  private static let knownVersions = 1...4
  /// Characters between `v` and `?`: four versions exist, and others may be named that don't.
  private static let maximumVersions = 16
}

extension ArraySlice<UInt8> {
  /// Where `pattern` first occurs.
  func firstRange(of pattern: [UInt8]) -> Range<Int>? {
    guard count >= pattern.count else { return nil }
    return (startIndex...(endIndex - pattern.count)).first { self[$0...].starts(with: pattern) }
      .map { $0..<($0 + pattern.count) }
  }
}
