import OMEMO
package import Primitives
import PushTokens

extension Backup {
  /// What is sealed. It is written twice, the first time to measure it: a buffer that grew would leave its bytes behind
  /// where it was before.
  package func body() throws(BackupFileError) -> SecretBytes {
    guard devices.count <= BackupLimits.devices, mintedTokens.count <= BackupLimits.tokens,
      givenTokens.count <= BackupLimits.tokens, heldTokens.count <= BackupLimits.tokens
    else { throw .tooLarge }
    let count = byteCount
    guard count <= BackupLimits.bodyBytes else { throw .tooLarge }
    var encoder = SecretEncoder(byteCount: count)
    write(to: &encoder)
    return encoder.finish()
  }

  /// Bytes of the body.
  var byteCount: Int {
    var measure = BackupMeasure()
    write(to: &measure)
    return measure.byteCount
  }

  /// Reads what ``body()`` wrote.
  package init(body: consuming SecretBytes) throws(BackupFileError) {
    do {
      var input = SecretDecoder(body)
      try self.init(reading: &input)
    } catch IdentityError.noMemory {
      throw .noMemory
    } catch {
      throw .damagedOrWrongPassphrase
    }
  }

  private func write<Output: BackupOutput & ~Copyable>(to output: inout Output) {
    output.append(account.identity.encoded())
    output.append(text: account.jid.description)
    output.append(number: account.deviceID.value)
    output.append(number: nextPreKeyID)
    output.append(text: trustPolicy.rawValue)
    output.append(list: devices) { $0.write(to: &$1) }
    output.append(list: mintedTokens) { $0.write(to: &$1) }
    output.append(list: givenTokens) { $0.write(to: &$1) }
    output.append(list: heldTokens) { $0.write(to: &$1) }
  }

  private init(reading input: inout SecretDecoder) throws {
    let secret = try input.secret(1 + IdentityKeyPair.secretByteCount)
    let jid = try input.jid()
    guard jid.local != nil else { throw RecordError() }
    let deviceID = try input.id()
    let nextPreKeyID = try input.id().value
    let trustPolicy: TrustPolicy = try input.name()
    let devices = try input.list(atMost: BackupLimits.devices) { try DeviceRecord(reading: &$0) }
    let mintedTokens = try input.list(atMost: BackupLimits.tokens) { try MintedToken(reading: &$0) }
    let givenTokens = try input.list(atMost: BackupLimits.tokens) { try GivenToken(reading: &$0) }
    let heldTokens = try input.list(atMost: BackupLimits.tokens) { try HeldToken(reading: &$0) }
    guard input.isAtEnd else { throw RecordError() }
    // Last: to make the key pair takes longer than all else, and is for a body that is whole.
    let identity = try IdentityKeyPair(decoding: secret)
    self.init(
      account: Account(jid: jid, deviceID: deviceID, identity: identity), trustPolicy: trustPolicy,
      nextPreKeyID: nextPreKeyID, devices: devices, mintedTokens: mintedTokens, givenTokens: givenTokens,
      heldTokens: heldTokens)
  }
}
