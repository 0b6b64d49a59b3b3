import DoubleRatchet
import OMEMO
import Primitives
import X3DH

/// What every implementation is asked: keys, key agreement and ratchet, in memory.
enum SessionWorks {
  static let all: [String: PawlBench.Work] = [
    "keygen": keygen, "initiate": initiate, "respond": respond, "encrypt": encrypt, "decrypt": decrypt,
    "ping-pong": pingPong, "skipped": skipped, "record-size": recordSize, "peak-memory": peakMemory, "growth": growth,
    "verify-legacy": verifyLegacy,
  ]

  private static let oneTimePreKeyCount = 100
  private static let skippedCount = 1000

  @Sendable private static func keygen(_ count: Int) throws -> Answer {
    try Answer.timed(count) {
      for _ in 0..<count {
        let identity = try IdentityKeyPair.generate()
        _ = Profile.omemo2.sign(X25519PrivateKey().publicKey, with: identity)
        for _ in 0..<oneTimePreKeyCount { _ = X25519PrivateKey().publicKey }
      }
    }
  }

  @Sendable private static func initiate(_ count: Int) throws -> Answer {
    let bundle = try Published().bundle
    let identity = try IdentityKeyPair.generate()
    return try Answer.timed(count) {
      for _ in 0..<count {
        var session = try SessionPair.begin(identity, with: bundle)
        _ = try session.seal(SessionPair.message)
      }
    }
  }

  @Sendable private static func respond(_ count: Int) throws -> Answer {
    let published = try Published()
    let identity = try IdentityKeyPair.generate()
    var exchanges: [[UInt8]] = []
    for _ in 0..<count {
      var session = try SessionPair.begin(identity, with: published.bundle)
      exchanges.append(try session.seal(SessionPair.message).bytes)
    }
    return try Answer.timed(count) {
      for exchange in exchanges { _ = try published.answer(exchange) }
    }
  }

  /// The signature of a legacy bundle, whose identity key has to be mapped to the Edwards curve first.
  @Sendable private static func verifyLegacy(_ count: Int) throws -> Answer {
    let identity = try IdentityKeyPair.generate()
    let preKey = PublicPreKey(id: 1, key: X25519PrivateKey().publicKey)
    let bundle = PreKeyBundle(
      identityKey: Profile.legacy.publicKey(of: identity), signedPreKey: preKey,
      signature: Profile.legacy.sign(preKey.key, with: identity), oneTimePreKeys: [preKey])
    return try Answer.timed(count) {
      for _ in 0..<count { _ = try bundle.verified() }
    }
  }

  @Sendable private static func encrypt(_ count: Int) throws -> Answer {
    let pair = try SessionPair()
    return try Answer.timed(count) {
      for _ in 0..<count { _ = try pair.alice.seal(SessionPair.message) }
    }
  }

  @Sendable private static func decrypt(_ count: Int) throws -> Answer {
    let pair = try SessionPair()
    var messages: [[UInt8]] = []
    for _ in 0..<count { messages.append(try pair.alice.seal(SessionPair.message)) }
    return try Answer.timed(count) {
      for message in messages { _ = try pair.bob.open(message) }
    }
  }

  @Sendable private static func pingPong(_ count: Int) throws -> Answer {
    let pair = try SessionPair()
    return try Answer.timed(count) { try pair.converse(count) }
  }

  /// A thousand messages, the last one first. The kept keys stand in memory, where a device has them in its store.
  @Sendable private static func skipped(_: Int) throws -> Answer {
    let pair = try SessionPair()
    var messages: [[UInt8]] = []
    for _ in 0..<skippedCount { messages.append(try pair.alice.seal(SessionPair.message)) }
    return try Answer.timed(skippedCount) {
      let first = try pair.bob.open(messages[skippedCount - 1])
      for (index, message) in messages.dropLast().enumerated().reversed() {
        _ = try pair.bob.open(message, storedKey: first.keptKey(at: index))
      }
    }
  }

  @Sendable private static func recordSize(_ count: Int) throws -> Answer {
    let pair = try SessionPair()
    try pair.converse(count)
    return .number(pair.alice.session.encoded().count)
  }

  @Sendable private static func peakMemory(_ count: Int) throws -> Answer {
    try SessionPair().converse(count)
    return .number(try ProcessMemory.peak())
  }

  /// How much memory the process has more after `count` messages than after a tenth of them: half in chains of a hundred,
  /// half answered one by one.
  @Sendable private static func growth(_ count: Int) throws -> Answer {
    let pair = try SessionPair()
    var before = 0
    for tenth in 0..<10 {
      for _ in 0..<(count / 2000) {
        for _ in 0..<100 { _ = try pair.bob.open(pair.alice.seal(SessionPair.message)) }
        try pair.converse(100)
      }
      if tenth == 0 { before = try ProcessMemory.resident() }
    }
    return .number(try ProcessMemory.resident() - before)
  }
}

extension Received<SecretBytes> {
  /// The key that was kept for a skipped message.
  fileprivate borrowing func keptKey(at index: Int) -> MessageKey? {
    switch skipped {
    case .some(let keys): keys.key(at: index)
    case .none: nil
    }
  }
}
