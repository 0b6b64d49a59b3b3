import Verification
import XML

/// Keys and moments for the tests of trust: A1 to A3 are Alice's devices, B1 and B2 Bob's, C1 is Carol's.
enum TrustWorld {
  static let alice = try! JID("alice@example.org")
  static let bob = try! JID("bob@example.com")
  static let carol = try! JID("carol@example.net")

  static let a1 = key(alice, 0xa1)
  static let a2 = key(alice, 0xa2)
  static let a3 = key(alice, 0xa3)
  static let b1 = key(bob, 0xb1)
  static let b2 = key(bob, 0xb2)
  static let c1 = key(carol, 0xc1)

  static func key(_ owner: JID, _ number: UInt8) -> KeyReference {
    KeyReference(owner, try! TrustKeyID([UInt8](repeating: number, count: 32)))
  }

  static func at(_ seconds: Int64) -> DateTime {
    DateTime(secondsSinceEpoch: seconds)
  }

  /// The state of a device that has fetched some keys and authenticated others, at moment 0.
  static func state(
    of device: KeyReference, authenticated: [KeyReference] = [], undecided: [KeyReference] = [],
    distrusted: [KeyReference] = []
  ) -> TrustState {
    var keys: [KeyReference: TrustState.Key] = [:]
    for key in authenticated { keys[key] = TrustState.Key(level: .authenticated, decided: at(0)) }
    for key in distrusted { keys[key] = TrustState.Key(level: .distrusted, decided: at(0)) }
    for key in undecided { keys[key] = TrustState.Key() }
    return TrustState(device: device, keys: keys)
  }

  static func message(trust: [KeyReference] = [], distrust: [KeyReference] = []) -> TrustMessage {
    let owners = Set((trust + distrust).map(\.owner)).sorted { $0.description < $1.description }
    return try! TrustMessage(
      keyOwners: owners.map { owner in
        try! TrustMessage.KeyOwner(
          jid: owner, trusted: trust.filter { $0.owner == owner }.map(\.key),
          distrusted: distrust.filter { $0.owner == owner }.map(\.key))
      })
  }
}

extension TrustState {
  mutating func receive(
    trust: [KeyReference] = [], distrust: [KeyReference] = [], from sender: KeyReference, sent: Int64, now: Int64 = 1000
  ) -> TrustDecision {
    receive(
      TrustWorld.message(trust: trust, distrust: distrust), from: sender, sent: TrustWorld.at(sent),
      now: TrustWorld.at(now))
  }

  func level(_ key: KeyReference) -> Level? {
    keys[key]?.level
  }
}
