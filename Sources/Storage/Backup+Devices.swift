import OMEMO
import Primitives

extension DeviceRecord {
  /// Whether there is something about the device that must not be forgotten: its key, or that it had another one.
  var isKept: Bool {
    identityKey != nil || isKnownOtherwise
  }

  /// The device without the trust that a signed statement gave it. No statement is in a backup, and a restored device would
  /// take for its user's decision what was to end with the statement.
  var withoutVouching: Self {
    guard isVouched else { return self }
    var device = self
    device.trust = .undecided
    device.isVouched = false
    return device
  }

  func write<Output: BackupOutput & ~Copyable>(to output: inout Output) {
    output.append(text: jid.description)
    output.append(number: id.value)
    output.append(optional: identityKey) { $1.append($0.encoded) }
    output.append(text: trust.rawValue)
    output.append(flag: understandsTokens)
    output.append(flag: isKnownOtherwise)
  }

  init(reading input: inout SecretDecoder) throws {
    self.init(
      jid: try input.jid(), id: try input.id(), listings: [],
      identityKey: try input.optional { try X25519PublicKey($0.bytes(X25519PublicKey.byteCount)) },
      trust: try input.name(), understandsTokens: try input.flag(), isKnownOtherwise: try input.flag())
  }
}
