/// One piece of work that drivers are asked for by name.
struct Work: Sendable {
  enum Clock: String, Codable, Sendable {
    /// The processor time of the whole process: what other processes do meanwhile does not count.
    case processor
    /// For what waits for the disk.
    case wall
  }

  /// How many operations a slice has.
  enum Size: Sendable {
    /// As many as take about ``Rounds/sliceNanoseconds``, up to a limit.
    case fitted(upTo: Int)
    case fixed(Int, quick: Int)
  }

  let name: String
  let title: String
  var clock = Clock.processor
  var size = Size.fitted(upTo: 2000)
  /// Whether a short run leaves it out: it takes long to prepare.
  var isLong = false

  /// What every implementation is asked.
  static let sessions: [Work] = [
    Work(name: "keygen", title: "keys of a device: identity, 100 one-time prekeys", size: .fitted(upTo: 50)),
    Work(name: "initiate", title: "begin a session, first message", size: .fitted(upTo: 500)),
    Work(name: "respond", title: "answer it, open the message", size: .fitted(upTo: 100)),
    Work(name: "encrypt", title: "encrypt in a chain"),
    Work(name: "decrypt", title: "decrypt in a chain"),
    Work(name: "ping-pong", title: "one message each way in turn: encrypt, decrypt, DH step"),
    Work(name: "skipped", title: "decrypt 1,000 in reverse, each", size: .fixed(1000, quick: 1000)),
  ]

  /// What only Pawl is asked, since only it has stanzas and a store.
  static let stanzas: [Work] = [
    Work(name: "verify-legacy", title: "verify a legacy bundle's signature", size: .fitted(upTo: 500)),
    Work(name: "stanza-encrypt", title: "whole stanza out, in memory"),
    Work(name: "stanza-decrypt", title: "whole stanza in, in memory"),
    Work(name: "catch-up", title: "archive of 10,000 stanzas, each", size: .fixed(10_000, quick: 1000)),
    Work(name: "fan-out-10", title: "stanza to 10 devices", size: .fixed(20, quick: 5)),
    Work(name: "fan-out-100", title: "stanza to 100 devices", size: .fixed(5, quick: 3)),
    Work(name: "fan-out-1000", title: "stanza to 1,000 devices", size: .fixed(3, quick: 1), isLong: true),
    Work(name: "message-10", title: "one message, 10 sessions in the store", size: .fixed(50, quick: 20)),
    Work(name: "message-1000", title: "one message, 1,000 sessions in the store", size: .fixed(50, quick: 20)),
    Work(
      name: "message-100000", title: "one message, 100,000 sessions in the store", size: .fixed(50, quick: 20),
      isLong: true),
    Work(name: "open-10", title: "open the store of 10 sessions, one message", size: .fixed(3, quick: 1)),
    Work(name: "open-1000", title: "open the store of 1,000 sessions, one message", size: .fixed(3, quick: 1)),
    Work(
      name: "open-100000", title: "open the store of 100,000 sessions, one message", size: .fixed(3, quick: 1),
      isLong: true),
  ]

  static let primitives: [Work] = Floor.primitives.map { Work(name: $0, title: $0, size: .fitted(upTo: 20_000)) }
}
