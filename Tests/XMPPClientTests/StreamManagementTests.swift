import Testing
import XML
import XMPPClient

@Suite("Stream management (XEP-0198)")
struct StreamManagementTests {
  private static let namespace = "urn:xmpp:sm:3"

  private static func message(_ id: Int) -> Element {
    Element("message", namespace: "jabber:client", ["id": "\(id)"])
  }

  private func enabled() throws -> StreamManagement {
    var management = StreamManagement()
    _ = management.enable()
    #expect(
      try management.receive(Element("enabled", namespace: Self.namespace, ["id": "s1", "resume": "true"])) == nil)
    return management
  }

  @Test("What was sent since it was asked for is kept until it is acknowledged")
  func outbound() throws {
    var management = StreamManagement()
    try management.send(Self.message(0))
    #expect(management.unacknowledged.isEmpty)
    _ = management.enable()
    for id in 1...5 { try management.send(Self.message(id)) }
    _ = try management.receive(Element("enabled", namespace: Self.namespace))
    try management.send(Self.message(6))
    _ = try management.receive(Element("a", namespace: Self.namespace, ["h": "4"]))
    #expect(management.unacknowledged == [Self.message(5), Self.message(6)])
    _ = try management.receive(Element("a", namespace: Self.namespace, ["h": "4"]))
    #expect(management.unacknowledged.count == 2)
  }

  @Test("F5 resumption: a wrong h, higher than what was sent or lower than before, ends the session", arguments: [
    "6", "1", "4294967295", "", "-1", "+5", "05", "4294967296", "5 ",
  ])
  func wrongCount(_ h: String) throws {
    var management = try enabled()
    for id in 1...5 { try management.send(Self.message(id)) }
    try management.acknowledge(2)
    #expect(throws: ConnectionError.protocolViolation) {
      try management.receive(Element("a", namespace: Self.namespace, ["h": h]))
    }
    #expect(management.unacknowledged.count == 3)
  }

  @Test("The count runs over at 2^32 without loss")
  func overflow() throws {
    var management = try enabled()
    // In steps as large as the window allows, the count would take hours; a hundred laps of it show the same.
    var count: UInt32 = 0
    for _ in 0..<100 {
      for id in 0..<1000 { try management.send(Self.message(id)) }
      count &+= 1000
      try management.acknowledge(count)
    }
    #expect(management.unacknowledged.isEmpty)
    #expect(UInt32.max &+ 3 == 2)
  }

  @Test("Handled is only what has no gap before it: a message not yet stored holds back all after it")
  func handled() throws {
    var management = try enabled()
    let numbers = (0..<4).compactMap { _ in management.receive() }
    #expect(numbers == [1, 2, 3, 4])
    for (number, expected) in [(2, 0), (4, 0), (1, 2), (1, 2), (9, 2), (3, 4)] as [(UInt64, Int)] {
      management.handle(number)
      let answer = try management.receive(Element("r", namespace: Self.namespace))
      #expect(answer == .element(Element("a", namespace: Self.namespace, ["h": "\(expected)"])))
    }
    #expect(management.resumption == Resumption(id: "s1", handled: 4))
  }

  /// What is answered to the server's question.
  private func announced(by management: StreamManagement) throws -> UInt32? {
    var management = management
    guard case .element(let answer)? = try management.receive(Element("r", namespace: Self.namespace)) else { return nil }
    return answer.attribute("h").flatMap(UInt32.init(strictDecimal:))
  }

  @Test("What comes again after a resumption has the number that it had, is known, and counts once")
  func repeated() throws {
    var management = try enabled()
    for _ in 1...6 { _ = management.receive() }
    for number in [1, 2, 4, 5] as [UInt64] { management.handle(number) }
    let resumption = try #require(management.resumption)
    #expect(resumption.handled == 2)
    // While the server is asked the app goes on.
    management.handle(3)
    try management.resume(resumption, acknowledged: 0)
    #expect(try announced(by: management) == 2)
    for number in 3...6 as ClosedRange<UInt64> {
      #expect(management.isRepeating)
      #expect(management.receive() == number)
      #expect(try announced(by: management) == UInt32(min(number, 5)))
    }
    #expect(!management.isRepeating)
    #expect(management.receive() == 7)
    management.handle(7)
    #expect(try announced(by: management) == 5)
    // The receipt of the first delivery, and that of the second.
    management.handle(6)
    management.handle(6)
    #expect(try announced(by: management) == 7)
  }

  @Test("Lost again before all came again, it is asked for what the server was last told")
  func resumedTwice() throws {
    var management = try enabled()
    for _ in 1...4 { _ = management.receive() }
    let first = try #require(management.resumption)
    for number in 1...4 as ClosedRange<UInt64> { management.handle(number) }
    try management.resume(first, acknowledged: 0)
    #expect(management.receive() == 1)
    let second = try #require(management.resumption)
    #expect(second.handled == 1)
    try management.resume(second, acknowledged: 0)
    for number in 2...5 as ClosedRange<UInt64> { #expect(management.receive() == number) }
    management.handle(5)
    #expect(try announced(by: management) == 5)
  }

  @Test("Stanzas before the server counts have no number")
  func beforeEnabled() {
    var management = StreamManagement()
    #expect(management.receive() == nil)
    _ = management.enable()
    #expect(management.receive() == nil)
  }

  @Test("A session is resumed only where the server said that it can be")
  func resumption() throws {
    for attributes in [[:], ["id": "s1"], ["id": "s1", "resume": "false"], ["resume": "true"]] as [[String: String]] {
      var management = StreamManagement()
      _ = management.enable()
      _ = try management.receive(
        Element("enabled", namespace: Self.namespace, attributes: attributes.map { Attribute($0.key, $0.value) }))
      #expect(management.isOn)
      #expect(management.resumption == nil)
    }
    var refused = StreamManagement()
    _ = refused.enable()
    try refused.send(Self.message(1))
    _ = try refused.receive(Element("failed", namespace: Self.namespace))
    #expect(!refused.isOn)
    #expect(refused.unacknowledged.isEmpty)
  }

  @Test("A server that never acknowledges is not sent to for ever")
  func backlog() throws {
    var management = try enabled()
    for id in 0..<StreamManagement.maximumUnacknowledged { try management.send(Self.message(id)) }
    #expect(throws: RequestError.backlog) { try management.send(Self.message(0)) }
  }

  @Test("Elements out of turn are refused", arguments: ["enabled", "resumed", "enable", "x"])
  func outOfTurn(_ name: String) throws {
    var management = try enabled()
    #expect(throws: ConnectionError.protocolViolation) {
      try management.receive(Element(name, namespace: Self.namespace, ["id": "s2", "resume": "true"]))
    }
    #expect(management.resumption?.id == "s1")
  }
}
