import Foundation
import HTTPTypes
import Hummingbird
import NIOCore
import PushClient

/// A request's surroundings: where it comes from.
struct GatewayContext: RequestContext {
  var coreContext: CoreRequestContextStorage
  /// `nil` in tests that have no connection.
  let remoteAddress: SocketAddress?

  init(source: ApplicationRequestContextSource) {
    coreContext = .init(source: source)
    remoteAddress = source.channel.remoteAddress
  }

  /// The key under which the address's requests are counted: an IPv4 address, or an IPv6 network of 64 bits, which is
  /// what one customer has.
  ///
  /// - Parameter isBehindProxy: whether a proxy of ours says who asked. Of a list, it wrote the last entry.
  func client(_ request: Request, isBehindProxy: Bool) -> String {
    if isBehindProxy, let forwarded = request.headers[.xForwardedFor]?.split(separator: ",").last {
      return Self.network(forwarded.trimmingCharacters(in: .whitespaces))
    }
    return Self.network(remoteAddress?.ipAddress ?? "")
  }

  static func network(_ address: String) -> String {
    guard case .v6(let groups)? = IPAddress(address) else { return address }
    // `::ffff:a.b.c.d`, as a socket for both versions writes IPv4: all of them are one network of 64 bits.
    if groups.starts(with: [0, 0, 0, 0, 0, 0xFFFF]) {
      return groups.suffix(2).flatMap { [$0 >> 8, $0 & 0xFF] }.map { String($0) }.joined(separator: ".")
    }
    return groups.prefix(4).map { String($0, radix: 16) }.joined(separator: ":")
  }
}

extension HTTPField.Name {
  static let xForwardedFor = HTTPField.Name("X-Forwarded-For")!
}
