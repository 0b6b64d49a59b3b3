import Foundation
import Pawl
import TestSupport
import Testing

@Suite("Stores of every released schema")
struct StoredTests {
  private struct Expected: Decodable {
    let jid: String
    let device: UInt32
    let fingerprint: String
    let contact: String
    let contactDevice: UInt32
    let contactFingerprint: String
    let trust: String
    let sessions: Int
    let skippedKeys: Int
    let preKeys: Int
    let givenTokens: Int
    let heldTokens: Int
    // Since schema 2.
    let verification: String?
    let endedWith: String?
    let exportedKey: String?
    // Since schema 3.
    let pushEndpoint: String?
    let unclaimedTokens: Int?
    // Since schema 4.
    let keyAddress: String?
    let otherAddress: String?
    let madeAt: Int64?
  }

  private static let versions: [String] =
    (try? FileManager.default.contentsOfDirectory(atPath: VectorFile.url("stored").path()))?
    .filter { Int($0) != nil } ?? []

  @Test("There is one of each")
  func everyVersion() {
    #expect(Set(Self.versions) == ["1", "2", "3", "4", "5"])
  }

  @Test("It is opened, nothing is missing in it, and it goes on", arguments: versions)
  func opens(version: String) async throws {
    let folder = try TemporaryFolder()
    for name in ["store.sqlite", "store.key"] {
      try FileManager.default.copyItem(
        atPath: VectorFile.url("stored/\(version)/\(name)").path(), toPath: folder.path(name))
      try FileManager.default.setAttributes([.posixPermissions: 0o600], ofItemAtPath: folder.path(name))
    }
    let expected: Expected = try VectorFile.json("stored/\(version)/expected.json")
    let device = try Device(opening: folder.path("store.sqlite"), key: .file(path: folder.path("store.key")))
    #expect(device.jid == expected.jid && device.id.value == expected.device)
    #expect(device.fingerprint.description == expected.fingerprint)

    let contact = try #require(try await device.devices(of: expected.contact).first)
    #expect(contact.device.value == expected.contactDevice && contact.trust.rawValue == expected.trust)
    #expect(contact.fingerprint?.description == expected.contactFingerprint)
    let sessions = try await device.sessions()
    #expect(sessions.count == expected.sessions && sessions.first?.skippedKeys == expected.skippedKeys)
    let tokens = try await device.tokens()
    #expect(tokens.given.count == expected.givenTokens && tokens.held.count == expected.heldTokens)
    #expect(tokens.unclaimed.count == expected.unclaimedTokens ?? 0)
    #expect(try await device.pushEndpoint() == expected.pushEndpoint)
    #expect(try await device.isPushOn())
    #expect(try await device.verifications().first?.state.rawValue == expected.verification)
    #expect(try await device.endedEncryption().first?.jid == expected.endedWith)
    if let exportedKey = expected.exportedKey {
      let key = try await device.exportKey(for: "file", with: expected.contact, device: contact.device)
      #expect(key.bytes.hex == exportedKey)
    }
    if let address = expected.keyAddress, let other = expected.otherAddress, let madeAt = expected.madeAt {
      #expect(try await device.addresses(of: address, now: madeAt) == [other, address])
    }
    for namespace in Namespace.allCases {
      guard case .bundle(let bundle) = try Inspection(await device.bundle(namespace)) else { return }
      #expect(bundle.isSignatureValid && bundle.preKeyIDs.count == expected.preKeys)
    }

    for text in ["late", "new"] {
      let stanza = try VectorFile.text("stored/\(version)/\(text).xml")
      #expect(try await device.receive(stanza, now: TestDevice.now).text == text)
      await #expect(throws: ReceiveError.duplicate) { _ = try await device.receive(stanza, now: TestDevice.now) }
    }
    #expect(try await !device.encrypt("on", to: expected.contact, now: TestDevice.now).recipients.isEmpty)
  }
}
