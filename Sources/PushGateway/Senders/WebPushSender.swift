import AsyncHTTPClient
import Foundation
import NIOCore
import NIOPosix
import NIOSSL
import PushClient
import PushTokens

/// WebPush (RFC 8030) and UnifiedPush: the open way to wake a device, by a POST to a URL that its distributor gave out.
///
/// The URL is of a stranger's choice. It has to be https; its host is looked up once, the address has to be public, and
/// the connection is made to that address and no other, so that a name that resolves to another one a moment later leads
/// nowhere (DNS rebinding). Redirects are not followed. Each push has a connection of its own.
package struct WebPushSender: PushSender {
  private let configuration: WebPushConfiguration
  private let vapid: VAPID?
  private let tls: TLSConfiguration
  private let now: @Sendable () -> Int64

  /// - Parameter now: milliseconds since 1970.
  /// - Throws: ``SenderError``.
  package init(_ configuration: WebPushConfiguration, now: @escaping @Sendable () -> Int64) throws(SenderError) {
    self.configuration = configuration
    self.now = now
    if let key = configuration.key {
      vapid = try VAPID(pem: key, contact: configuration.contact)
    } else {
      vapid = nil
    }
    var tls = TLSConfiguration.makeClientConfiguration()
    if let roots = configuration.roots {
      guard let certificates = try? NIOSSLCertificate.fromPEMBytes(Array(roots.utf8)), !certificates.isEmpty else {
        throw .invalidRoots
      }
      tls.additionalTrustRoots = [.certificates(certificates)]
    }
    self.tls = tls
  }

  /// The VAPID public key in base64url: what a client subscribes with.
  package var publicKey: String? { vapid?.publicKey }

  package func send(_ push: OutgoingPush) async -> Delivery {
    guard let keys = push.device.keys, let url = Self.url(push.device.registration), let host = url.host(),
      let content = try? JSONEncoder().encode(WebPushContent(message: PushPayload(token: push.token, data: push.data))),
      let body = try? WebPushEncryption.encrypt(Array(content), to: keys)
    else { return .dead(since: nil) }
    guard let address = await Self.resolve(host, port: url.port ?? 443) else { return .retry(after: nil) }
    guard let ip = address.ipAddress, configuration.allowsPrivateAddresses || IPAddress(ip).map(AddressClass.init) == .global
    else { return .refused }
    var client = HTTPClient.Configuration.push(tls)
    client.dnsOverride = [host: ip]
    client.httpVersion = .http1Only
    return await post(body, push, to: url, HTTPClient(eventLoopGroupProvider: .singleton, configuration: client))
  }

  package func close() async {}

  /// A subscription's URL as it may be: https, and no `http` on loopback either.
  static func url(_ text: String) -> URL? {
    guard text.hasPrefix("https://"), (try? PushEndpoint(text)) != nil else { return nil }
    return URL(string: text)
  }

  private func post(_ body: [UInt8], _ push: OutgoingPush, to url: URL, _ client: HTTPClient) async -> Delivery {
    let delivery: Delivery
    do {
      var request = HTTPClientRequest(url: push.device.registration)
      request.method = .POST
      request.headers.add(name: "ttl", value: String(max(0, push.expiresAt - now() / 1000)))
      request.headers.add(name: "urgency", value: push.isHigh ? "high" : "low")
      request.headers.add(name: "content-encoding", value: "aes128gcm")
      request.headers.add(name: "content-type", value: "application/octet-stream")
      if let vapid {
        let authorization = try await vapid.authorization(origin: Self.origin(url), now: now() / 1000)
        request.headers.add(name: "authorization", value: authorization)
      }
      request.body = .bytes(ByteBuffer(bytes: body))
      let response = try await client.execute(request, timeout: .milliseconds(GatewayLimits.sendTimeout))
      let retryAfter = response.headers.first(name: "retry-after").flatMap { Int64($0) }
      delivery = Self.delivery(status: response.status.code, retryAfter: retryAfter)
    } catch {
      delivery = .retry(after: nil)
    }
    try? await client.shutdown()
    return delivery
  }

  /// RFC 8030 sections 5, 7.3 and 8.4.
  private static func delivery(status: UInt, retryAfter: Int64?) -> Delivery {
    switch status {
    case 200...299: .delivered
    case 404, 410: .dead(since: nil)
    case 429, 500...: .retry(after: retryAfter)
    default: .refused
    }
  }

  private static func origin(_ url: URL) -> String {
    let host = url.host(percentEncoded: true) ?? ""
    let name = host.contains(":") ? "[\(host)]" : host
    return url.port.map { $0 == 443 ? "https://\(name)" : "https://\(name):\($0)" } ?? "https://\(name)"
  }

  /// Threads of its own, as many as pushes in flight: names of a stranger's choice, whose servers do not answer, would hold up
  /// the few threads that the rest of the process has in common. At worst they hold up other look-ups for WebPush.
  private static let lookups: NIOThreadPool = {
    let threads = NIOThreadPool(numberOfThreads: GatewayLimits.inFlight)
    threads.start()
    return threads
  }()

  private static func resolve(_ host: String, port: Int) async -> SocketAddress? {
    try? await lookups.runIfActive {
      try SocketAddress.makeAddressResolvingHost(host.trimmingCharacters(in: ["[", "]"]), port: port)
    }
  }
}
