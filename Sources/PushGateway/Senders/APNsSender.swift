import AsyncHTTPClient
import Foundation
import NIOCore
import NIOSSL

/// Apple's push service, over HTTP/2, with a provider token.
///
/// Where a connection breaks between a request and its answer, the push may have got through, and is sent again: a phone
/// that wakes twice is better than one that does not wake.
package struct APNsSender: PushSender {
  private let configuration: APNsConfiguration
  private let client: HTTPClient
  private let provider: APNsProviderToken
  private let now: @Sendable () -> Int64

  /// - Parameter now: milliseconds since 1970.
  /// - Throws: ``SenderError``.
  package init(_ configuration: APNsConfiguration, now: @escaping @Sendable () -> Int64) throws(SenderError) {
    guard configuration.server.hasPrefix("https://"), URL(string: configuration.server)?.path().isEmpty == true else {
      throw .invalidServer
    }
    self.configuration = configuration
    self.now = now
    provider = try APNsProviderToken(configuration)
    var tls = TLSConfiguration.makeClientConfiguration()
    if let roots = configuration.roots {
      guard let certificates = try? NIOSSLCertificate.fromPEMBytes(Array(roots.utf8)), !certificates.isEmpty else {
        throw .invalidRoots
      }
      tls.trustRoots = .certificates(certificates)
    }
    client = HTTPClient(eventLoopGroupProvider: .singleton, configuration: .push(tls))
  }

  package func send(_ push: OutgoingPush) async -> Delivery {
    guard let first = await attempt(push, insteadOf: nil) else { return .retry(after: nil) }
    guard first.answer.wantsNewProviderToken else { return first.answer.delivery }
    // Once: the clock may have been wrong when the token was made.
    let second = await attempt(push, insteadOf: first.providerToken)
    return second?.answer.delivery ?? .retry(after: nil)
  }

  package func close() async {
    try? await client.shutdown()
  }

  /// - Returns: `nil` where there was no answer.
  private func attempt(
    _ push: OutgoingPush, insteadOf refused: String?
  ) async -> (answer: APNsAnswer, providerToken: String)? {
    do {
      let provider = try await provider.text(insteadOf: refused, now: now() / 1000)
      let request = try request(push, provider)
      let response = try await client.execute(request, timeout: .milliseconds(GatewayLimits.sendTimeout))
      let body = try await response.body.collect(upTo: Self.answerBytes)
      let retryAfter = response.headers.first(name: "retry-after").flatMap { Int64($0) }
      return (APNsAnswer(status: response.status.code, body: Data(buffer: body), retryAfter: retryAfter), provider)
    } catch {
      return nil
    }
  }

  private func request(_ push: OutgoingPush, _ provider: String) throws -> HTTPClientRequest {
    var request = HTTPClientRequest(url: "\(configuration.server)/3/device/\(push.device.registration)")
    request.method = .POST
    request.headers.add(name: "authorization", value: "bearer \(provider)")
    request.headers.add(name: "apns-topic", value: configuration.topic)
    request.headers.add(name: "apns-push-type", value: push.isHigh ? "alert" : "background")
    // Apple's documentation: background pushes have priority 5, or are refused.
    request.headers.add(name: "apns-priority", value: push.isHigh ? "10" : "5")
    request.headers.add(name: "apns-expiration", value: String(push.expiresAt))
    // Two knocks of one contact are one notification; its 64 bytes hold a token's 40, which the payload has anyway.
    request.headers.add(name: "apns-collapse-id", value: push.token)
    request.headers.add(name: "content-type", value: "application/json")
    request.body = .bytes(ByteBuffer(bytes: try JSONEncoder().encode(APNsContent(push))))
    return request
  }

  /// 4 KiB: an answer has a reason and a time.
  private static let answerBytes = 4096
}

extension HTTPClient.Configuration {
  /// No redirect, no cookies, no proxies: a request goes where it says.
  static func push(_ tls: TLSConfiguration) -> HTTPClient.Configuration {
    HTTPClient.Configuration(
      tlsConfiguration: tls, redirectConfiguration: .disallow,
      timeout: .init(connect: .milliseconds(GatewayLimits.sendTimeout), read: .milliseconds(GatewayLimits.sendTimeout)),
      decompression: .disabled)
  }
}
