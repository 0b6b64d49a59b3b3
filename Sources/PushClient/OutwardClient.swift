import AsyncHTTPClient
import NIOCore
import NIOHTTP1
import NIOPosix
import NIOSSL
package import PushTokens

/// Posts to hosts that others chose.
///
/// A host's name is resolved first, the address judged by its class, and the connection goes to exactly that address: were
/// it resolved again, whoever runs the name could answer otherwise the second time (DNS rebinding). The name stays what TLS
/// asks the certificate for. No redirect is followed, no proxy asked, no cookie kept, no connection used for a second
/// request; size and time are bounded.
///
/// One deadline covers all of it. The parts have none that would do: a name server can be silent for minutes, and an endpoint
/// that sends a byte now and then is never late for the next one.
package struct OutwardClient: Sendable {
  private let options: OutwardOptions
  private let resolver: Resolver

  package init(_ options: OutwardOptions = OutwardOptions(), resolver: Resolver = .system) {
    self.options = options
    self.resolver = resolver
  }

  /// What came back.
  package struct Answer: Sendable {
    package let status: Int
    package let body: [UInt8]
  }

  /// - Parameter readsBody: whether the answer's body is wanted. Else it is left where it is, and is empty in the answer.
  package func send(
    _ method: String, to url: PushEndpoint, headers: [(String, String)] = [], body: [UInt8]? = nil, readsBody: Bool = true
  ) async throws(PushClientError) -> Answer {
    guard url.text.hasPrefix("https://") || (options.allowsLocal && url.isLoopback) else { throw .insecure }
    let outgoing = request(method, url, headers, body)
    let late = Result<Answer, PushClientError>.failure(.timedOut)
    let result = await Deadline.first(within: .nanoseconds(options.timeout.nanoseconds), late: late) {
      await outcome(of: outgoing, at: url.host, readsBody: readsBody)
    }
    guard let result else { throw .unreachable }  // it is cancelled
    return try result.get()
  }

  private func outcome(
    of request: HTTPClientRequest, at host: String, readsBody: Bool
  ) async -> Result<Answer, PushClientError> {
    do throws(PushClientError) {
      let address = try await checkedAddress(of: host)
      // The caller has been told that nothing came of it, and nothing may go out behind his back.
      guard !Task.isCancelled else { return .failure(.timedOut) }
      let client = HTTPClient(
        eventLoopGroupProvider: .singleton, configuration: try configuration(connecting: host, to: address))
      let result = await exchange(request, client, readsBody: readsBody)
      try? await client.shutdown()
      return result
    } catch {
      return .failure(error)
    }
  }

  /// The address to connect to. A host that is an address literal goes the same way: it is only the text that differs.
  private func checkedAddress(of host: String) async throws(PushClientError) -> String {
    let name = host.hasPrefix("[") ? String(host.dropFirst().dropLast()) : host
    let text: String
    do {
      text = try await resolver.resolve(name)
    } catch {
      throw .unknownHost
    }
    // A zone, as of a link-local address, is refused here.
    guard let address = IPAddress(text) else { throw .refusedAddress(.linkLocal) }
    let kind = AddressClass(address)
    guard kind == .global || options.allowsLocal else { throw .refusedAddress(kind) }
    return text
  }

  private func configuration(
    connecting host: String, to address: String
  ) throws(PushClientError) -> HTTPClient.Configuration {
    var tls = TLSConfiguration.makeClientConfiguration()
    tls.minimumTLSVersion = .tlsv12
    if let roots = options.trustRoots { tls.trustRoots = .file(roots) }
    var configuration = HTTPClient.Configuration(
      tlsConfiguration: tls, redirectConfiguration: .disallow,
      timeout: HTTPClient.Configuration.Timeout(connect: options.timeout, read: options.timeout),
      proxy: nil, ignoreUncleanSSLShutdown: false, decompression: .disabled)
    // The client may look the host up as it was written or in lower case.
    for name in [host, host.lowercased()] { configuration.dnsOverride[name] = address }
    configuration.httpVersion = .http1Only
    configuration.connectionPool.retryConnectionEstablishment = false
    return configuration
  }

  private func request(
    _ method: String, _ url: PushEndpoint, _ headers: [(String, String)], _ body: [UInt8]?
  ) -> HTTPClientRequest {
    var request = HTTPClientRequest(url: url.text)
    request.method = HTTPMethod(rawValue: method)
    request.headers = HTTPHeaders(headers)
    if let body { request.body = .bytes(body) }
    return request
  }

  private func exchange(
    _ request: HTTPClientRequest, _ client: HTTPClient, readsBody: Bool
  ) async -> Result<Answer, PushClientError> {
    do {
      let response = try await client.execute(request, deadline: .now() + options.timeout)
      var body: [UInt8] = []
      guard readsBody else { return .success(Answer(status: Int(response.status.code), body: body)) }
      for try await part in response.body {
        guard body.count + part.readableBytes <= Self.maximumAnswer else { return .failure(.tooLarge) }
        body += part.readableBytesView
      }
      return .success(Answer(status: Int(response.status.code), body: body))
    } catch let error as HTTPClientError {
      let isTimeout = [.deadlineExceeded, .connectTimeout, .readTimeout, .getConnectionFromPoolTimeout].contains(error)
      return .failure(isTimeout ? .timedOut : .unreachable)
    } catch {
      return .failure(.unreachable)
    }
  }

  /// 16 KiB: the answers of our own gateway have some hundred bytes.
  private static let maximumAnswer = TokenLimits.gatewayAnswerBytes
}
