import Foundation
import Pawl
import TestSupport
import Testing

@Suite("Exported keys in Device")
struct ExportedKeyTests {
  private func key(
    _ one: TestDevice, _ other: TestDevice, _ purpose: String = "file", session: String? = nil
  ) async throws -> ExportedKey {
    try await one.device.exportKey(for: purpose, with: other.jid, device: other.device.id, session: session)
  }

  @Test("Both ends have the same one, and keep it while the ratchet moves on", arguments: Namespace.allCases)
  func same(namespace: Namespace) async throws {
    let (alice, bob) = try await TestDevice.acquaintedPair(in: namespace)
    let before = try await key(alice, bob)
    let other = try await key(bob, alice, session: before.session)
    #expect(before == other)
    #expect(before.bytes.count == 32 && Set(before.bytes).count > 8)
    _ = try await bob.read(alice.send("1", to: bob))
    _ = try await alice.read(bob.send("2", to: alice))
    let after = try await key(alice, bob)
    #expect(after == before)
    let stored = try alice.reopened()
    #expect(try await stored.exportKey(for: "file", with: bob.jid, device: bob.device.id) == before)
    #expect("\(before)" == "ExportedKey(redacted)")
  }

  @Test("Another purpose and another session have other keys; the old session's is still there by its name")
  func different() async throws {
    let (alice, bob) = try await TestDevice.acquaintedPair()
    let first = try await key(alice, bob)
    #expect(try await key(alice, bob, "files") != first)
    try await bob.giveBundle(to: alice)
    _ = try await bob.receive(alice.device.repair(bob.jid, device: bob.device.id, now: TestDevice.now))
    let second = try await key(alice, bob)
    #expect(second.session != first.session && second.bytes != first.bytes)
    #expect(try await key(bob, alice, session: second.session) == second)
    #expect(try await key(bob, alice, session: first.session) == first)
  }

  @Test("What has no key says why")
  func refused() async throws {
    let (alice, bob) = try await TestDevice.acquaintedPair()
    await #expect(throws: ExportError.invalidPurpose) { _ = try await key(alice, bob, "") }
    await #expect(throws: ExportError.invalidPurpose) { _ = try await key(alice, bob, String(repeating: "x", count: 256)) }
    await #expect(throws: ExportError.noSession) { _ = try await key(alice, bob, session: "00") }
    await #expect(throws: ExportError.noSession) { _ = try await key(alice, bob, session: String(repeating: "42", count: 32)) }
    _ = try await alice.device.setTrust(.distrusted, in: bob.device.fingerprint, of: bob.jid, device: bob.device.id, now: TestDevice.now)
    await #expect(throws: ExportError.distrusted) { _ = try await key(alice, bob) }
  }

  @Test("A session of schema 1 has none, and a new session has")
  func oldSession() async throws {
    let folder = try TemporaryFolder()
    for name in ["store.sqlite", "store.key"] {
      try FileManager.default.copyItem(atPath: VectorFile.url("stored/1/\(name)").path(), toPath: folder.path(name))
      try FileManager.default.setAttributes([.posixPermissions: 0o600], ofItemAtPath: folder.path(name))
    }
    let old = try Device(opening: folder.path("store.sqlite"), key: .file(path: folder.path("store.key")))
    let contact = try #require(try await old.sessions().first)
    await #expect(throws: ExportError.noExportedKey) {
      _ = try await old.exportKey(for: "file", with: contact.jid, device: contact.device)
    }
    await #expect(throws: VerificationError.noExportedKey) {
      _ = try await old.startVerification(of: contact.jid, device: contact.device, secret: "right", now: TestDevice.now)
    }
  }
}
