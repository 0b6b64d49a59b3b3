import NIOCore

/// Which addresses belong to the internet at large. Subscriptions name hosts of their owner's choice; without this a
/// stranger could have the gateway speak to whatever listens in its own network.
enum PublicAddress {
  static func isPublic(_ address: SocketAddress) -> Bool {
    guard let text = address.ipAddress else { return false }
    switch address {
    case .v4: return isPublicIPv4(text)
    case .v6: return isPublicIPv6(text)
    case .unixDomainSocket: return false
    }
  }

  /// Not one of the special-purpose blocks (RFC 6890).
  private static func isPublicIPv4(_ text: String) -> Bool {
    let octets = text.split(separator: ".").compactMap { UInt32($0) }
    guard octets.count == 4 else { return false }
    let number = octets.reduce(0) { $0 << 8 | $1 }
    return !specialBlocks.contains { number >> (32 - $0.length) == $0.prefix >> (32 - $0.length) }
  }

  /// Global unicast, 2000::/3, but for Teredo and 6to4, which hold any IPv4 address, and the documentation's.
  ///
  /// - Parameter text: in the form of `inet_ntop`.
  private static func isPublicIPv6(_ text: String) -> Bool {
    let groups = text.split(separator: ":", omittingEmptySubsequences: false).prefix(2)
      .map { UInt16($0, radix: 16) ?? 0 }
    guard groups.count == 2, groups[0] >> 13 == 1, groups[0] != 0x2002 else { return false }
    return !(groups[0] == 0x2001 && (groups[1] == 0 || groups[1] == 0xDB8))
  }

  private static let specialBlocks: [(prefix: UInt32, length: UInt32)] = [
    (0x0000_0000, 8), (0x0A00_0000, 8), (0x6440_0000, 10), (0x7F00_0000, 8), (0xA9FE_0000, 16), (0xAC10_0000, 12),
    (0xC000_0000, 24), (0xC000_0200, 24), (0xC058_6300, 24), (0xC0A8_0000, 16), (0xC612_0000, 15), (0xC633_6400, 24),
    (0xCB00_7100, 24), (0xE000_0000, 3),
  ]
}
