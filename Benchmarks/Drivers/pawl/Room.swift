import OMEMO
import Pawl
import Primitives
import X3DH
import XML

/// A device, and a room whose members' devices it has sessions with.
struct Room {
  private let device: Device
  private let members: [String]

  private static let devicesPerMember = 2
  private static let jid = "room@rooms.example.org"

  init(devices: Int, in path: String) async throws {
    device = try Device(at: path, jid: "alice@example.net")
    members = (0..<(devices / Self.devicesPerMember)).map { "member\($0)@example.org" }
    var published: [String: [Published]] = [:]
    for member in members {
      let own = try (0..<Self.devicesPerMember).map { _ in try Published() }
      published[member] = own
      let list = DeviceList(
        namespace: .omemo2, entries: own.indices.compactMap { Self.id($0).map { DeviceList.Entry(id: $0) } })
      _ = try await device.importDeviceList(list.element.serialized(), of: member)
      for (index, published) in own.enumerated() {
        guard let id = Self.id(index) else { continue }
        try await device.importBundle(published.bundle.element.serialized(), of: member, device: id)
      }
    }
    try await confirm(published)
  }

  func encrypt() async throws {
    let sent = try await write()
    precondition(sent.recipients.count == members.count * Self.devicesPerMember, "somebody was left out")
  }

  private func write() async throws -> EncryptedStanza {
    try await device.encrypt(StanzaSide.text, toRoom: Self.jid, members: members, now: StanzaSide.now)
  }

  /// Lets each device answer the first message, which ends the key exchange.
  private func confirm(_ published: [String: [Published]]) async throws {
    let first = try EncryptedMessage(Element.parse(await write().stanza))
    var answers: [String] = []
    for (member, devices) in published {
      for (index, published) in devices.enumerated() {
        guard let id = Self.id(index), let key = try first.encrypted[0].keys(for: id, of: JID(member)).first else {
          continue
        }
        let side = SessionSide(try .generate(), try published.answer(key.bytes))
        let answering = StanzaSide(side, jid: member, id: id.value)
        answers.append(try answering.encrypt(StanzaSide.text, to: JID(device.jid), device: device.id))
      }
    }
    for result in try await device.receive(answers, now: StanzaSide.now) { _ = try result.get() }
  }

  private static func id(_ index: Int) -> DeviceID? {
    DeviceID(UInt32(index + 1))
  }
}
