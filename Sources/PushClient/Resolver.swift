import NIOCore
import NIOPosix

/// From a host to the one address that a request will go to.
package struct Resolver: Sendable {
  /// - Returns: an address as text, as `inet_ntop` writes it.
  /// - Throws: for a name that there is not.
  package let resolve: @Sendable (_ host: String) async throws -> String

  package init(resolve: @escaping @Sendable (_ host: String) async throws -> String) {
    self.resolve = resolve
  }

  /// The system's, off the threads that must not wait. It takes the first address that the system names, which is the one that
  /// it would try first itself (RFC 6724).
  package static let system = Resolver { host in
    try await NIOThreadPool.singleton.runIfActive {
      // The port says nothing to the resolver.
      guard let address = try SocketAddress.makeAddressResolvingHost(host, port: 443).ipAddress else {
        throw PushClientError.unknownHost
      }
      return address
    }
  }
}
