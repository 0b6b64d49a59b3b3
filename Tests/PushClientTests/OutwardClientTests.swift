import Foundation
import NIOConcurrencyHelpers
import NIOSSL
import PushClient
import PushTokens
import TestSupport
import Testing

@Suite("Requests out", .timeLimit(.minutes(5)))
struct OutwardClientTests {
  static let local = OutwardOptions(allowsLocal: true)

  static func url(_ text: String) throws -> PushEndpoint {
    try PushEndpoint(text)
  }

  /// A name server that says what it is told to, each time the next.
  final class Names: Sendable {
    private let answers: NIOLockedValueBox<[String]>
    let asked = NIOLockedValueBox(0)

    init(_ answers: String...) {
      self.answers = NIOLockedValueBox(answers)
    }

    var resolver: Resolver {
      Resolver { _ in
        self.asked.withLockedValue { $0 += 1 }
        return self.answers.withLockedValue { $0.count > 1 ? $0.removeFirst() : $0[0] }
      }
    }
  }

  @Test("An address of any class but one is refused, whatever the name", arguments: AddressClassTests.cases.filter { $0.1 != .global })
  func refused(address: String, kind: AddressClass) async throws {
    let client = OutwardClient(resolver: Names(address).resolver)
    await #expect(throws: PushClientError.refusedAddress(kind)) {
      _ = try await client.send("POST", to: Self.url("https://push.example/"))
    }
  }

  @Test("Addresses that are written as such go the same way", arguments: [
    "https://127.0.0.1/", "https://[::1]/", "https://[::ffff:10.0.0.1]/", "https://169.254.169.254/latest/", "https://[fe80::1]/",
    "https://10.0.0.1:8443/", "https://[64:ff9b::7f00:1]/", "https://localhost/", "https://2130706433/", "https://0x7f000001/",
    "https://127.1/",
  ])
  func literals(text: String) async throws {
    do {
      _ = try await OutwardClient().send("POST", to: Self.url(text))
      Issue.record("it was asked")
    } catch {
      guard case .refusedAddress = error as? PushClientError else {
        #expect(error as? PushClientError == .unknownHost)
        return
      }
    }
  }

  @Test("What a resolver says that is no address is refused", arguments: ["fe80::1%lo", "", "push.example"])
  func noAddress(text: String) async throws {
    let client = OutwardClient(resolver: Names(text).resolver)
    await #expect(throws: PushClientError.refusedAddress(.linkLocal)) {
      _ = try await client.send("POST", to: Self.url("https://push.example/"))
    }
  }

  @Test("Plain http goes to this machine only, and only when that is allowed")
  func insecure() async throws {
    await #expect(throws: PushClientError.insecure) {
      _ = try await OutwardClient().send("POST", to: Self.url("http://127.0.0.1/"))
    }
  }

  @Test("The connection goes to the address that was judged: the name is resolved once, and by nobody else")
  func rebinding() async throws {
    try await LocalServer.run(at: "127.0.0.2") { server in
      // To the system localhost is 127.0.0.1, where nobody listens at this port.
      for host in ["localhost"] {
        let names = Names("127.0.0.2", "10.0.0.1")
        let answer = try await OutwardClient(Self.local, resolver: names.resolver).send(
          "POST", to: Self.url("http://\(host):\(server.port)/ok/1"), body: Array("{}".utf8))
        #expect(answer.status == 202 && String(decoding: answer.body, as: UTF8.self) == "taken")
        #expect(names.asked.withLockedValue { $0 } == 1)
      }
      #expect(server.requests.count == 1 && server.requests[0].contains("host=localhost:\(server.port)"))
    }
  }

  @Test("The certificate has to be for the name, not for the address")
  func tls() async throws {
    let folder = try TemporaryFolder()
    let (good, bad) = (try Certificate("push.test", in: folder), try Certificate("other.test", in: folder))
    for (certificate, isTaken) in [(good, true), (bad, false)] {
      try await LocalServer.run(tls: certificate.configuration) { server in
        var options = Self.local
        options.trustRoots = certificate.path
        for name in ["push.test", "PUSH.test"] {
          let client = OutwardClient(options, resolver: Names("127.0.0.1").resolver)
          let url = try Self.url("https://\(name):\(server.port)/ok/1")
          if isTaken {
            #expect(try await client.send("POST", to: url).status == 202)
          } else {
            await #expect(throws: PushClientError.unreachable) { _ = try await client.send("POST", to: url) }
          }
        }
      }
    }
  }

  @Test("No redirect is followed, and no cookie kept; only what was asked for is sent")
  func redirect() async throws {
    try await LocalServer.run { server in
      let client = OutwardClient(Self.local)
      #expect(try await client.send("POST", to: Self.url("http://127.0.0.1:\(server.port)/redirect/1")).status == 307)
      for _ in 0..<2 { _ = try await client.send("GET", to: Self.url("http://127.0.0.1:\(server.port)/ok/1")) }
      #expect(server.requests.count == 3 && !server.requests.contains { $0.contains("elsewhere") || $0.contains("cookie") })
    }
  }

  @Test("An answer that is too large, or does not come, ends the request")
  func bounds() async throws {
    try await LocalServer.run { server in
      var options = Self.local
      await #expect(throws: PushClientError.tooLarge) {
        _ = try await OutwardClient(options).send("GET", to: Self.url("http://127.0.0.1:\(server.port)/large/1"))
      }
      options.timeout = .milliseconds(200)
      let impatient = OutwardClient(options)
      await #expect(throws: PushClientError.timedOut) {
        _ = try await impatient.send("GET", to: Self.url("http://127.0.0.1:\(server.port)/slow/1"))
      }
    }
  }

  @Test("An answer that comes byte by byte ends the request, too: no byte of it is late, all of it is")
  func dripping() async throws {
    try await LocalServer.run { server in
      var options = Self.local
      options.timeout = .milliseconds(500)
      let impatient = OutwardClient(options)
      await #expect(throws: PushClientError.timedOut) {
        _ = try await impatient.send("GET", to: Self.url("http://127.0.0.1:\(server.port)/drip/1"))
      }
    }
  }

  @Test("Of the answer to a knock the status is read, and no more", arguments: [("drip", 202), ("large", 200)])
  func knockAnswer(path: String, status: Int) async throws {
    try await LocalServer.run { server in
      let knock = KnockRequest(token: .mint(), endpoint: try Self.url("http://127.0.0.1:\(server.port)/\(path)/1"))
      #expect(try await OutwardClient(Self.local).post(knock) == status)
    }
  }

  @Test("A name server that does not answer ends the request")
  func silentNames() async throws {
    var options = OutwardOptions()
    options.timeout = .milliseconds(200)
    let client = OutwardClient(
      options,
      resolver: Resolver { _ in
        // Nobody can cancel it, as with the system's.
        await Task.detached { try? await Task.sleep(for: .seconds(20)) }.value
        return "127.0.0.1"
      })
    await #expect(throws: PushClientError.timedOut) {
      _ = try await client.send("POST", to: Self.url("https://push.example/"))
    }
  }

  @Test("Nobody there, and no such name")
  func unreachable() async throws {
    await #expect(throws: PushClientError.unreachable) {
      _ = try await OutwardClient(Self.local).send("GET", to: Self.url("http://127.0.0.1:1/"))
    }
    await #expect(throws: PushClientError.unknownHost) {
      _ = try await OutwardClient().send("GET", to: Self.url("https://name.invalid/"))
    }
  }

  @Test("What a gateway refuses is told by its status; a token that it does not know is revoked", arguments: [400, 401, 404, 429, 500])
  func refusals(status: Int) async throws {
    try await LocalServer.run { server in
      let base = try PushEndpoint("http://127.0.0.1:\(server.port)/status/\(status)/")
      let client = GatewayClient(OutwardClient(Self.local))
      let account = GatewayAccount(
        base: base, username: "u", credential: GatewayCredential("c"), device: GatewayDevice(kind: .apns, id: "1"))
      await #expect(throws: PushClientError.refused(status: status)) {
        _ = try await client.register(.apns("00"), at: base)
      }
      await #expect(throws: PushClientError.refused(status: status)) {
        _ = try await client.register(.apns("00"), renewing: account)
      }
      await #expect(throws: PushClientError.refused(status: status)) { _ = try await client.makeTokens(3, account) }
      if status == 404 {
        try await client.revoke(.mint(), account)
        #expect(try await client.pushService(at: base) == nil)
      } else {
        await #expect(throws: PushClientError.refused(status: status)) { try await client.revoke(.mint(), account) }
      }
      #expect(server.requests.contains { $0.hasPrefix("PUT /status/\(status)/device/apns/1/") && $0.contains("authorization") })
      // A device that is not known is registered; where anything else is the matter, it would be one too many.
      let isRegistered = server.requests.contains { $0.hasPrefix("POST /status/\(status)/device/apns/") }
      #expect(isRegistered == (status == 404 || status == 400))
      #expect(server.requests.contains { $0.hasPrefix("POST /status/\(status)/tokens/") && $0.contains("authorization") })
      #expect(server.requests.contains { $0.hasPrefix("POST /status/\(status)/accounts/") && !$0.contains("authorization") })
    }
  }
}

/// A certificate for a name, by itself.
private struct Certificate {
  let path: String
  let configuration: TLSConfiguration

  init(_ name: String, in folder: TemporaryFolder) throws {
    path = folder.path(name + ".pem")
    let key = folder.path(name + ".key")
    let openssl = Process()
    openssl.executableURL = URL(filePath: "/usr/bin/env")
    openssl.arguments = [
      "openssl", "req", "-x509", "-newkey", "ec", "-pkeyopt", "ec_paramgen_curve:P-256", "-nodes", "-days", "2", "-subj",
      "/CN=\(name)", "-addext", "subjectAltName=DNS:\(name)", "-keyout", key, "-out", path,
    ]
    openssl.standardError = FileHandle.nullDevice
    try openssl.run()
    openssl.waitUntilExit()
    configuration = .makeServerConfiguration(
      certificateChain: try NIOSSLCertificate.fromPEMFile(path).map { .certificate($0) },
      privateKey: .privateKey(try NIOSSLPrivateKey(file: key, format: .pem)))
  }
}
