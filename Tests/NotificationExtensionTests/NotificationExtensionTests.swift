import Foundation
import Pawl
import PushTokens
import TestSupport
import Testing

@Suite("A notification extension")
struct NotificationExtensionTests {
  /// What iOS gives an extension, in KiB. It counts what is written to, not the pages of libraries that lie on the disk.
  static let budget = 24 * 1024
  static let now = Int64(Date().timeIntervalSince1970)

  /// A store with this many contacts, each with a session, and what the last of them wrote.
  private struct Phone {
    let folder = try! TemporaryFolder()
    let token: String
    var stanzas: [String] = []

    init(contacts count: Int) async throws {
      let bob = try Device(
        creating: folder.path("store"), key: .file(path: folder.path("store.key")), jid: "bob@example.net", now: Self.now)
      var last = ""
      for number in 0..<count {
        let contact = try Device(
          creating: folder.path("contact"), key: .file(path: folder.path("contact.key")), jid: "contact\(number)@example.org",
          id: DeviceID(1), now: Self.now)
        _ = try await bob.importDeviceList("<devices xmlns='urn:xmpp:omemo:2'><device id='1'/></devices>", of: contact.jid)
        _ = try await contact.importDeviceList(
          "<devices xmlns='urn:xmpp:omemo:2'><device id='\(bob.id)'/></devices>", of: bob.jid)
        try await contact.importBundle(bob.bundle(), of: bob.jid, device: bob.id)
        if number == count - 1 {
          _ = try await bob.setPushEndpoint("https://push.example/messages/", now: Self.now)
          _ = try await bob.addTokens([FetchedToken(PushToken.mint().text, expiresAt: Self.now + 30 * 86400)], now: Self.now)
        }
        _ = try await bob.receive(contact.encrypt("hello", to: bob.jid, now: Self.now).stanza, now: Self.now)
        for text in ["one", "two"] where number == count - 1 {
          stanzas.append(try await contact.encrypt(text, to: bob.jid, now: Self.now).stanza)
        }
        last = contact.jid
        for name in ["contact", "contact.key", "contact-wal", "contact-shm"] {
          try? FileManager.default.removeItem(atPath: folder.path(name))
        }
      }
      token = try #require(try await bob.tokens().given.first { $0.contact == last }).token.text
    }

    private static let now = NotificationExtensionTests.now
  }

  @Test("It names the contact, decrypts, answers nothing, and keeps to its memory with 200 sessions in the store")
  func memory() async throws {
    let phone = try await Phone(contacts: 200)
    let process = Process()
    process.executableURL = Executable.pawl.deletingLastPathComponent().appending(path: "notification-extension")
    process.arguments = [phone.folder.path("store"), phone.folder.path("store.key"), phone.token]
    let (input, output) = (Pipe(), Pipe())
    process.standardInput = input
    process.standardOutput = output
    try process.run()
    for stanza in phone.stanzas + [phone.stanzas[0]] {
      try input.fileHandleForWriting.write(contentsOf: Data((stanza + "\n").utf8))
    }
    var lines: [String] = []
    for try await line in output.fileHandleForReading.bytes(upTo: 4) { lines.append(line) }
    #expect(lines == ["contact199@example.org", "one", "two", "!"])
    let peak = try Self.memory("VmHWM", of: process.processIdentifier)
    let anonymous = try Self.memory("RssAnon", of: process.processIdentifier)
    print("notification-extension: VmHWM \(peak) KiB, RssAnon \(anonymous) KiB")
    #expect(anonymous < Self.budget / 4)
    // With the pages of libraries that were read: a program that only prints a date has 17 MB of Swift's and Foundation's.
    #expect(peak < Self.budget * 3 / 2)
    try input.fileHandleForWriting.close()
    process.waitUntilExit()
    #expect(process.terminationStatus == 0)
    // The app finds what was read, and what is owed.
    let bob = try Device(opening: phone.folder.path("store"), key: .file(path: phone.folder.path("store.key")))
    await #expect(throws: ReceiveError.duplicate) { _ = try await bob.receive(phone.stanzas[1], now: Self.now) }
  }

  @Test("A push with a token that names nobody shows nothing")
  func unknown() async throws {
    let phone = try await Phone(contacts: 1)
    let process = Process()
    process.executableURL = Executable.pawl.deletingLastPathComponent().appending(path: "notification-extension")
    process.arguments = [
      phone.folder.path("store"), phone.folder.path("store.key"), String(repeating: "0", count: 40),
    ]
    process.standardInput = FileHandle.nullDevice
    let output = Pipe()
    process.standardOutput = output
    process.standardError = FileHandle.nullDevice
    try process.run()
    #expect(try output.fileHandleForReading.readToEnd()?.isEmpty != false)
    process.waitUntilExit()
    #expect(process.terminationStatus == 65)
  }

  /// A figure of a process's memory, in KiB: `VmHWM`, the most that it has had, shared libraries included; `RssAnon`, what is
  /// its own now.
  private static func memory(_ name: String, of pid: Int32) throws -> Int {
    let status = try String(contentsOfFile: "/proc/\(pid)/status", encoding: .utf8)
    let line = try #require(status.split(separator: "\n").first { $0.hasPrefix(name + ":") })
    return try #require(Int(line.filter(\.isNumber)))
  }
}

extension FileHandle {
  /// So many lines, as they come.
  fileprivate func bytes(upTo count: Int) -> AsyncStream<String> {
    AsyncStream { continuation in
      Thread.detachNewThread {
        var text = ""
        var found = 0
        while found < count, case let data = self.availableData, !data.isEmpty {
          text += String(decoding: data, as: UTF8.self)
          while let end = text.firstIndex(of: "\n") {
            continuation.yield(String(text[..<end]))
            text = String(text[text.index(after: end)...])
            found += 1
          }
        }
        continuation.finish()
      }
    }
  }
}
