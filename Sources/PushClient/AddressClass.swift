/// What an IP address is for. Only ``global`` ones are anybody's business to have us connect to: a contact's endpoint must not
/// turn the client into a prober of the networks that it is in (server-side request forgery, at the client).
package enum AddressClass: String, Hashable, Sendable, CaseIterable {
  /// Unicast, on the internet.
  case global
  /// 0.0.0.0/8 and `::`: this host, on some systems.
  case unspecified
  /// 127.0.0.0/8 and `::1`.
  case loopback
  /// RFC 1918, and site-local IPv6 of old (fec0::/10).
  case privateUse
  /// fc00::/7 (RFC 4193).
  case uniqueLocal
  /// 169.254.0.0/16 and fe80::/10; clouds keep their metadata, and credentials in it, at 169.254.169.254.
  case linkLocal
  /// 100.64.0.0/10 (RFC 6598): the provider's own network.
  case carrierGrade
  /// 224.0.0.0/4 and ff00::/8.
  case multicast
  /// 255.255.255.255.
  case broadcast
  /// Documentation, benchmarks, protocol assignments, the future: nobody is there who should be.
  case reserved
  /// IPv6 that means an IPv4 address: `::ffff:a.b.c.d`, `::a.b.c.d`.
  case mapped
  /// IPv6 that some box on the way turns into IPv4: NAT64 (64:ff9b::/96, 64:ff9b:1::/48), 6to4 (2002::/16), Teredo
  /// (2001::/32). What is behind it cannot be judged here.
  case translated

  package init(_ address: IPAddress) {
    switch address {
    case .v4(let bytes): self = Self.v4(bytes)
    case .v6(let groups): self = Self.v6(groups)
    }
  }

  /// By the IANA IPv4 Special-Purpose Address Registry.
  private static func v4(_ a: [UInt8]) -> AddressClass {
    switch (a[0], a[1], a[2]) {
    case (0, _, _): .unspecified
    case (10, _, _), (172, 16...31, _), (192, 168, _): .privateUse
    case (100, 64...127, _): .carrierGrade
    case (127, _, _): .loopback
    case (169, 254, _): .linkLocal
    case (192, 0, 0), (192, 0, 2), (192, 31, 196), (192, 52, 193), (192, 88, 99), (192, 175, 48), (198, 18...19, _),
      (198, 51, 100), (203, 0, 113):
      .reserved
    case (224...239, _, _): .multicast
    case (240...255, _, _): a == [255, 255, 255, 255] ? .broadcast : .reserved
    default: .global
    }
  }

  /// By the IANA IPv6 Special-Purpose Address Registry; all that is not in 2000::/3 is not given out (RFC 4291).
  private static func v6(_ a: [UInt16]) -> AddressClass {
    if a.allSatisfy({ $0 == 0 }) { return .unspecified }
    if a.dropLast().allSatisfy({ $0 == 0 }), a[7] == 1 { return .loopback }
    if a[0..<5].allSatisfy({ $0 == 0 }), a[5] == 0 || a[5] == 0xffff { return .mapped }
    switch (a[0], a[1]) {
    case (0x64, 0xff9b): return .translated
    case (0x2001, 0), (0x2002, _): return .translated
    // IETF protocol assignments, benchmarks, documentation; 3fff::/20 is documentation too.
    case (0x2001, 0x0001...0x01ff), (0x2001, 0x0db8), (0x3fff, 0...0x0fff): return .reserved
    case (0x2620, 0x4f) where a[2] == 0x8000: return .reserved
    case (0x2000...0x3fff, _): return .global
    case (0xfc00...0xfdff, _): return .uniqueLocal
    case (0xfe80...0xfebf, _): return .linkLocal
    case (0xfec0...0xfeff, _): return .privateUse
    case (0xff00...0xffff, _): return .multicast
    default: return .reserved
    }
  }
}
