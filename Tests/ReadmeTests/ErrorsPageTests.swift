import Pawl
import TestSupport
import Testing

/// What the user sees of a stanza, if anything.
func show(_ stanza: String, for device: Device, now: Int64) async throws -> String? {
  let failure: ReceiveError
  do throws(ReceiveError) {
    let received = try await device.receive(stanza, now: now)
    for case .message(let message) in received.events { return message.text }
    return nil
  } catch {
    failure = error
  }
  switch try await device.remedy(for: failure, to: stanza) {
  case .ignore:
    return nil
  case .notice:
    return "A message came that cannot be read on this device."
  case .startSession(let sender, _):
    // Fetch and import the sender's bundle, then send what repair(_:device:now:) gives; no question to the user.
    return "A message of \(sender.jid) cannot be read. The next one will be."
  case .offerRepair(let sender, _):
    // The same, once the user wants it.
    return "A message of \(sender.jid) cannot be read. Begin a new session?"
  case .reviewKey(let sender):
    return "\(sender.jid) has a new key on device \(sender.device). Ask why before you accept it."
  case .retry:
    return nil  // hand the stanza in again later; do not acknowledge it
  }
}

/// What the user is told when a text cannot be sent.
func explain(_ error: SendError) -> String {
  switch error {
  case .noDevices: "This contact has no device that can read encrypted messages."
  case .noUsableDevice(let omitted, _) where omitted.contains { $0.reason == .undecided }:
    "Decide first which of the contact's devices you trust."
  case .noUsableDevice: "None of the contact's devices can be written to at the moment."
  case .encryptionEnded(isOurs: true): "You ended encryption with this contact."
  case .encryptionEnded(isOurs: false): "The contact ended encryption. Nothing was sent."
  case .repairedTooOften: "The session was begun anew too often today."
  case .invalidText, .tooLarge: "This text cannot be sent."
  case .tooManyRecipients: "The room is too large."
  case .invalidJID: "Not an address."  // the app's own mistake
  case .store(.busy), .store(.suspended), .store(.mirrorFailed): "Try again."
  case .store(.full): "The disk is full."
  case .store: "The keys on this device cannot be read."
  }
}

@Suite("Page: Errors")
struct ErrorsPageTests {
  @Test("What is shown of a message, of one that came before, and of one that is for others")
  func showing() async throws {
    let (_, alice, bob) = try await introduced()
    let sent = try await alice.encrypt("Hello", to: bob.jid, now: pageTime)
    #expect(try await show(sent.stanza, for: bob, now: pageTime) == "Hello")
    #expect(try await show(sent.stanza, for: bob, now: pageTime) == nil)
    let others = try #require(try await show("<message from='alice@example.org/a'/>", for: bob, now: pageTime))
    #expect(others.contains("cannot be read"))
  }

  @Test("What is said when nothing was sent")
  func explaining() async throws {
    let (_, alice, bob) = try await introduced(policy: .manual)
    let refused = await #expect(throws: SendError.self) { try await alice.encrypt("Hello", to: bob.jid, now: pageTime) }
    #expect(explain(try #require(refused)) == "Decide first which of the contact's devices you trust.")
    let unknown = await #expect(throws: SendError.self) { try await alice.encrypt("Hello", to: "carol@example.org", now: pageTime) }
    #expect(explain(try #require(unknown)) == "This contact has no device that can read encrypted messages.")
  }
}
