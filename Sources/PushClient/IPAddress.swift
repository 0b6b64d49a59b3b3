/// An IP address in numbers, read from the text that the system's resolver gives.
package enum IPAddress: Hashable, Sendable {
  /// Four bytes.
  case v4([UInt8])
  /// Eight groups.
  case v6([UInt16])

  /// Reads dotted decimal of four parts, or RFC 4291's text with or without `::` and an IPv4 tail. Zones (`%eth0`), octal,
  /// hex and short forms are none: they are for resolvers to puzzle over, and what comes out of one has none of them.
  package init?(_ text: String) {
    if let bytes = Self.v4(text[...]) {
      self = .v4(bytes)
    } else if let groups = Self.v6(text) {
      self = .v6(groups)
    } else {
      return nil
    }
  }

  private static func v4(_ text: Substring) -> [UInt8]? {
    let parts = text.split(separator: ".", omittingEmptySubsequences: false)
    guard parts.count == 4 else { return nil }
    let bytes = parts.compactMap { part -> UInt8? in
      guard part.count <= 3, part.utf8.allSatisfy({ (0x30...0x39).contains($0) }), part.count == 1 || part.first != "0"
      else { return nil }
      return UInt8(part)
    }
    return bytes.count == 4 ? bytes : nil
  }

  private static func v6(_ text: String) -> [UInt16]? {
    let halves = text.components(around: "::")
    guard halves.count <= 2, let head = groups(halves[0], mayEndInV4: halves.count == 1) else { return nil }
    guard halves.count == 2 else { return head.count == 8 ? head : nil }
    guard let tail = groups(halves[1], mayEndInV4: true), head.count + tail.count <= 7 else { return nil }
    return head + Array(repeating: 0, count: 8 - head.count - tail.count) + tail
  }

  private static func groups(_ text: Substring, mayEndInV4: Bool) -> [UInt16]? {
    guard !text.isEmpty else { return [] }
    let parts = text.split(separator: ":", omittingEmptySubsequences: false)
    var groups: [UInt16] = []
    for (index, part) in parts.enumerated() {
      if mayEndInV4, index == parts.count - 1, let bytes = v4(part) {
        groups += [UInt16(bytes[0]) << 8 | UInt16(bytes[1]), UInt16(bytes[2]) << 8 | UInt16(bytes[3])]
        continue
      }
      guard (1...4).contains(part.utf8.count), part.allSatisfy(\.isHexDigit), part.utf8.count == part.count,
        let group = UInt16(part, radix: 16)
      else { return nil }
      groups.append(group)
    }
    return groups
  }
}

extension String {
  fileprivate func components(around separator: String) -> [Substring] {
    var parts: [Substring] = []
    var start = startIndex
    while let range = self[start...].firstRange(of: separator) {
      parts.append(self[start..<range.lowerBound])
      start = range.upperBound
    }
    return parts + [self[start...]]
  }
}
