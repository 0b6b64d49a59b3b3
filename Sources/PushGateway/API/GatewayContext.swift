import Foundation
import HTTPTypes
import Hummingbird
import NIOCore

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

  private static func network(_ address: String) -> String {
    guard address.contains(":"), let parsed = try? SocketAddress(ipAddress: address, port: 0),
      let text = parsed.ipAddress
    else { return address }
    // `inet_ntop` writes the groups before `::` in full; what it shortens is zero.
    let head = text.split(separator: "::", maxSplits: 1, omittingEmptySubsequences: false)[0].split(separator: ":")
    return (head.prefix(4).map(String.init) + Array(repeating: "0", count: max(0, 4 - head.count))).joined(separator: ":")
  }
}

extension HTTPField.Name {
  static let xForwardedFor = HTTPField.Name("X-Forwarded-For")!
}
