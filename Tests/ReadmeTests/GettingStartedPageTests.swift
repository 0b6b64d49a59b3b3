import TestSupport
import Testing

// In Package.swift:
//   .package(url: "https://github.com/OWNER/pawl", from: "0.1.0"),
//   .product(name: "Pawl", package: "pawl"),
import Pawl

/// This account's device: the one that is there, or a new one.
func openDevice(in folder: String, jid: String, now: Int64) throws -> Device {
  let store = folder + "/" + jid + ".omemo"
  do throws(DeviceError) {
    return try Device(opening: store, key: .file(path: store + ".key"))
  } catch .store(.missing) {
    return try Device(creating: store, key: .file(path: store + ".key"), jid: jid, now: now)
  }
}

/// What a server keeps: the items that accounts published, and the messages that are on their way.
actor Server {
  var items: [String: String] = [:]
  var messages: [String: [String]] = [:]

  func publish(_ xml: String, of jid: String, node: String, item: String) {
    items["\(jid) \(node) \(item)"] = xml
  }

  func item(of jid: String, node: String, item: String) -> String? {
    items["\(jid) \(node) \(item)"]
  }

  /// To the address in the stanza, as a server does it.
  func send(_ stanza: String) {
    guard let address = stanza.firstMatch(of: /<message [^>]*to=['"]([^'"\/]+)/)?.1 else { return }
    messages[String(address), default: []].append(stanza)
  }

  func deliver(to jid: String) -> [String] {
    messages.removeValue(forKey: jid) ?? []
  }
}

/// Carries out what a device asks for.
func perform(_ actions: [Action], of device: Device, over server: Server) async throws {
  var waiting = actions
  while !waiting.isEmpty {
    switch waiting.removeFirst() {
    case .send(let stanza):
      await server.send(stanza)
    case .publishBundle(let namespace):
      let bundle = try await device.bundle(namespace)
      let (node, item) = (namespace.bundleNode(of: device.id), namespace.bundleItem(of: device.id))
      await server.publish(bundle, of: device.jid, node: node, item: item)
    case .publishDeviceList(let namespace):
      let list = try await device.deviceList(namespace)
      await server.publish(list, of: device.jid, node: namespace.deviceListNode, item: "current")
    case .fetchDeviceList(let jid, let namespace):
      // A node that is not there says that the account has no device of this version.
      let list = await server.item(of: jid, node: namespace.deviceListNode, item: "current")
      if let list { waiting += try await device.importDeviceList(list, of: jid) }
    case .fetchBundle(let jid, let id, let namespace):
      let (node, item) = (namespace.bundleNode(of: id), namespace.bundleItem(of: id))
      let bundle = await server.item(of: jid, node: node, item: item)
      if let bundle { try await device.importBundle(bundle, of: jid, device: id) }
    case .publishDeviceStatement, .publishAddressList, .fetchDeviceStatements, .fetchAddressList:
      break  // for an account whose address is a key
    case .fetchTokens, .revokeTokens:
      break  // for one that is registered at a push gateway
    }
  }
}

/// What a client does after each login.
func announce(_ device: Device, to server: Server, now: Int64) async throws {
  for namespace in Namespace.allCases {
    let own: [Action] = [
      .publishBundle(namespace), .fetchDeviceList(jid: device.jid, namespace), .publishDeviceList(namespace),
    ]
    try await perform(own, of: device, over: server)
  }
  try await perform(device.maintain(now: now), of: device, over: server)
}

/// Sends a text.
func send(_ text: String, from device: Device, to contact: String, over server: Server, now: Int64) async throws {
  // A list leads to bundles: what is missing is asked for until nothing more comes.
  for _ in 1...2 {
    try await perform(device.missing(for: [contact]), of: device, over: server)
  }
  let sent = try await device.encrypt(text, to: contact, now: now)
  await server.send(sent.stanza)
  // What would let omitted devices read the next one.
  try await perform(sent.actions, of: device, over: server)
}

/// Takes what waits on the server, and gives the texts.
func receiveAll(_ device: Device, from server: Server, now: Int64) async throws -> [String] {
  var texts: [String] = []
  for stanza in await server.deliver(to: device.jid) {
    let received = try await device.receive(stanza, now: now)
    try await perform(received.actions, of: device, over: server)
    for case .message(let message) in received.events {
      if let text = message.text { texts.append("\(received.sender.jid): \(text)") }
    }
  }
  return texts
}

/// Alice and Bob find each other, and talk.
func exchange(in folder: String, now: Int64) async throws -> [String] {
  let server = Server()
  let alice = try openDevice(in: folder, jid: "alice@example.org", now: now)
  let bob = try openDevice(in: folder, jid: "bob@example.net", now: now)
  try await announce(alice, to: server, now: now)
  try await announce(bob, to: server, now: now)

  try await send("Hello Bob", from: alice, to: bob.jid, over: server, now: now)
  var heard = try await receiveAll(bob, from: server, now: now)
  try await send("Hello Alice", from: bob, to: alice.jid, over: server, now: now)
  heard += try await receiveAll(alice, from: server, now: now)
  return heard  // alice@example.org: Hello Bob, bob@example.net: Hello Alice
}

@Suite("Page: Getting started")
struct GettingStartedPageTests {
  @Test("Alice and Bob find each other over a server, and talk")
  func works() async throws {
    let folder = try TemporaryFolder()
    let heard = try await exchange(in: folder.url.path(), now: pageTime)
    #expect(heard == ["alice@example.org: Hello Bob", "bob@example.net: Hello Alice"])
    // The devices are there, and are opened.
    let again = try openDevice(in: folder.url.path(), jid: "alice@example.org", now: pageTime)
    #expect(try await again.sessions().count == 1)
  }
}
