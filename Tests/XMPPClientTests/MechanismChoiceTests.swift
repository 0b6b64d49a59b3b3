import Testing
import XML
import XMPPClient

@Suite("Choosing a mechanism")
struct MechanismChoiceTests {
  private static let endPoint: [UInt8] = [1, 2, 3]

  private static func features(_ mechanisms: [String], bindings: [String] = []) -> Element {
    let sasl = "urn:ietf:params:xml:ns:xmpp-sasl"
    let cb = "urn:xmpp:sasl-cb:0"
    return Element(
      "features", namespace: XMLStreamHeader.streamNamespace,
      children: [
        Element("mechanisms", namespace: sasl, children: mechanisms.map { Element("mechanism", namespace: sasl, text: $0) }),
        Element(
          "sasl-channel-binding", namespace: cb,
          children: bindings.map { Element("channel-binding", namespace: cb, ["type": $0]) }),
      ])
  }

  private static let all = ["PLAIN", "SCRAM-SHA-1", "SCRAM-SHA-256", "SCRAM-SHA-1-PLUS", "SCRAM-SHA-256-PLUS"]

  private func choice(
    _ mechanisms: [String], bindings: [String] = [], endPoint: [UInt8]? = endPoint, minimum: SASLMechanism = .scramSHA1
  ) throws -> MechanismChoice {
    try MechanismChoice(features: Self.features(mechanisms, bindings: bindings), endPoint: endPoint, minimum: minimum)
  }

  @Test("The strongest is taken, bound to the channel where the server announces what can be had")
  func strongest() throws {
    let plus = try choice(Self.all, bindings: ["tls-exporter", "tls-server-end-point"])
    #expect(plus.mechanism == .scramSHA256Plus)
    #expect(plus.binding == .bound(type: "tls-server-end-point", data: Self.endPoint))
    #expect(try choice(["SCRAM-SHA-1-PLUS", "SCRAM-SHA-256"], bindings: ["tls-server-end-point"]).mechanism == .scramSHA1Plus)
    #expect(try choice(["SCRAM-SHA-256", "SCRAM-SHA-1"]).mechanism == .scramSHA256)
    #expect(SASLMechanism.allCases == SASLMechanism.allCases.sorted())
  }

  @Test("A binding that the server does not announce is not guessed, and not denied either")
  func unusableBinding() throws {
    for (bindings, endPoint) in [([], Self.endPoint), (["tls-exporter", "tls-unique"], Self.endPoint)] as [([String], [UInt8]?)]
      + [(["tls-server-end-point"], nil)] {
      let choice = try choice(Self.all, bindings: bindings, endPoint: endPoint)
      #expect(choice.mechanism == .scramSHA256)
      #expect(choice.binding == .unsupported)
    }
  }

  @Test("F3 SASL downgrade: where no -PLUS is offered the client says that it could, for the server to notice")
  func stripped() throws {
    #expect(try choice(["SCRAM-SHA-256"], bindings: ["tls-server-end-point"]).binding == .notOffered)
    #expect(try choice(["SCRAM-SHA-256"]).binding == .notOffered)
    #expect(try choice(["SCRAM-SHA-256"], endPoint: nil).binding == .unsupported)
  }

  @Test("SASL downgrade: below the strongest that ever succeeded nothing is taken")
  func downgrade() {
    #expect(throws: ConnectionError.downgraded) { try choice(["SCRAM-SHA-1"], minimum: .scramSHA256) }
    #expect(throws: ConnectionError.downgraded) { try choice(["SCRAM-SHA-256"], minimum: .scramSHA1Plus) }
    #expect(throws: ConnectionError.downgraded) { try choice(Self.all, bindings: [], minimum: .scramSHA256Plus) }
  }

  @Test(
    "A server that offers nothing better than the password itself gets nothing",
    arguments: [
      [], ["PLAIN"], ["DIGEST-MD5", "CRAM-MD5", "ANONYMOUS", "EXTERNAL", "X-OAUTH2"], ["scram-sha-1"],
      ["SCRAM-SHA-1 "], ["SCRAM-SHA-512"], ["SCRAM-SHA-1-PLUS"],
    ])
  func nothing(_ mechanisms: [String]) {
    #expect(throws: ConnectionError.noMechanism) { try choice(mechanisms) }
  }

  @Test("Mechanisms in another namespace are none")
  func foreign() {
    let element = Element("mechanisms", namespace: "u:x", children: [Element("mechanism", namespace: "u:x", text: "SCRAM-SHA-1")])
    let features = Element("features", namespace: XMLStreamHeader.streamNamespace, children: [element])
    #expect(throws: ConnectionError.noMechanism) {
      try MechanismChoice(features: features, endPoint: nil, minimum: .scramSHA1)
    }
  }
}
