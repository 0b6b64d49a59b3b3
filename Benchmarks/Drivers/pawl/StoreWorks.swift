import Foundation
import OMEMO
import Pawl
import Primitives
import Storage
import XML

/// What a device does with its store: everything committed durably, on the disk that `folder` lies on.
final class StoreWorks: Sendable {
  private let folder: String

  init(folder: String) {
    self.folder = folder
  }

  var all: [String: PawlBench.Work] {
    var works: [String: PawlBench.Work] = ["catch-up": catchUp]
    for devices in [10, 100, 1000] { works["fan-out-\(devices)"] = { try await self.fanOut($0, devices: devices) } }
    for sessions in [10, 1000, 100_000] {
      works["message-\(sessions)"] = { try await self.message($0, sessions: sessions) }
      works["open-\(sessions)"] = { try await self.open($0, sessions: sessions) }
    }
    return works
  }

  /// A text to a room whose members have so many devices, two each; every session confirmed.
  private func fanOut(_ count: Int, devices: Int) async throws -> Answer {
    let room = try await Room(devices: devices, in: place("fan-out-\(devices)"))
    return try await Answer.timed(count) {
      for _ in 0..<count { try await room.encrypt() }
    }
  }

  /// So many stanzas of one sender, in pages of a hundred, each of them one commit.
  @Sendable private func catchUp(_ count: Int) async throws -> Answer {
    let bob = try Device(at: place("catch-up"), jid: "bob@example.net")
    let alice = try await Correspondent(jid: "alice@example.org", id: 1, of: bob)
    let stanzas = try (0..<count).map { _ in try alice.encrypt() }
    try await bob.beginCatchUp()
    return try await Answer.timed(count) {
      for page in stride(from: 0, to: count, by: 100) {
        let results = try await bob.receive(Array(stanzas[page..<min(page + 100, count)]), now: StanzaSide.now)
        for result in results { _ = try result.get() }
      }
    }
  }

  /// One text after the other, to contacts here and there among so many sessions.
  private func message(_ count: Int, sessions: Int) async throws -> Answer {
    let contacts = try await Contacts.among(sessions, in: folder)
    let device = try contacts.open()
    return try await Answer.timed(count) {
      for index in 0..<count { try await contacts.write(to: index, from: device) }
    }
  }

  /// Opening a store with so many sessions, and one text.
  private func open(_ count: Int, sessions: Int) async throws -> Answer {
    let contacts = try await Contacts.among(sessions, in: folder)
    return try await Answer.timed(count) {
      for index in 0..<count { try await contacts.write(to: index, from: contacts.open()) }
    }
  }

  private func place(_ name: String) throws -> String {
    let path = folder + "/" + name
    try? FileManager.default.removeItem(atPath: path)
    try FileManager.default.createDirectory(atPath: path, withIntermediateDirectories: true)
    return path + "/store"
  }
}

extension Device {
  /// A new device with its store at `path`.
  init(at path: String, jid: String) throws {
    try self.init(creating: path, key: .file(path: path + ".key"), jid: jid, now: StanzaSide.now)
  }
}
