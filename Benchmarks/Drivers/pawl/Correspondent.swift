import OMEMO
import Pawl
import Primitives
import X3DH
import XML

/// The other end of a session with a device, in memory: it began the session, and had an answer.
struct Correspondent {
  private let side: StanzaSide
  private let device: Device

  init(jid: String, id: UInt32, of device: Device) async throws {
    let identity = try IdentityKeyPair.generate()
    let bundle = try PreKeyBundle(Element.parse(await device.bundle()))
    let session = try SessionPair.begin(identity, with: bundle)
    side = StanzaSide(SessionSide(identity, session), jid: jid, id: id)
    self.device = device
    let list = "<devices xmlns='urn:xmpp:omemo:2'><device id='\(id)'/></devices>"
    _ = try await device.importDeviceList(list, of: jid)
    let received = try await device.receive(encrypt(), now: StanzaSide.now)
    for case .send(let answer) in received.actions {
      let message = try EncryptedMessage(Element.parse(answer))
      for key in message.encrypted[0].keys(for: side.id, of: side.jid) { _ = try side.side.open(key.bytes) }
    }
  }

  func encrypt() throws -> String {
    try side.encrypt(StanzaSide.text, to: JID(device.jid), device: device.id)
  }
}
