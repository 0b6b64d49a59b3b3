import Pawl
import Testing

@Suite("Safety numbers in Device")
struct SafetyNumberTests {
  @Test("Two devices have the same one, and each scans the other's code")
  func pair() async throws {
    let (alice, bob) = try await TestDevice.pair()
    let ours = try await alice.device.safetyNumber(with: bob.jid, device: bob.device.id)
    let theirs = try await bob.device.safetyNumber(with: alice.jid, device: alice.device.id)
    #expect(ours.digits == theirs.digits && ours.digits.count == 60)
    #expect(ours.matches(theirs.description) && !ours.matches(String(theirs.digits.reversed())))
    #expect(try ours.matches(scanned: theirs.scannable) && theirs.matches(scanned: ours.scannable))
    #expect(try !ours.matches(scanned: ours.scannable))
    #expect(throws: ScanError.malformed) { _ = try ours.matches(scanned: Array(theirs.scannable.dropLast())) }
    #expect(throws: ScanError.unknownVersion) { _ = try ours.matches(scanned: [8, 9] + theirs.scannable.dropFirst(2)) }
  }

  @Test("Another key, or a server between them, gives another number")
  func otherKey() async throws {
    let (alice, bob) = try await TestDevice.pair()
    let mallory = try TestDevice(alice.jid, id: 1)
    try await mallory.meet(bob)
    let ours = try await alice.device.safetyNumber(with: bob.jid, device: bob.device.id)
    let hers = try await mallory.device.safetyNumber(with: bob.jid, device: bob.device.id)
    #expect(ours != hers)
    #expect(try !ours.matches(scanned: hers.scannable))
    await #expect(throws: TrustError.unknownDevice) {
      _ = try await alice.device.safetyNumber(with: "carol@example.com", device: bob.device.id)
    }
  }
}
