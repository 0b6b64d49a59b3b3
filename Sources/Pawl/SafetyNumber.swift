public import OMEMO
import Verification
import XML

/// What two people read out to each other: 60 digits for a pair of devices, the same on both, computed as Signal's safety
/// numbers are, with the bare JIDs as names.
public struct SafetyNumber: Hashable, Sendable, CustomStringConvertible {
  private let number: Verification.SafetyNumber

  init(_ number: Verification.SafetyNumber) {
    self.number = number
  }

  /// The 60 digits without spaces.
  public var digits: String { number.digits }

  /// Twelve groups of five digits.
  public var description: String { number.description }

  /// What this device shows to the other's camera, in a QR code: 74 bytes, in the form of Signal's.
  public var scannable: [UInt8] { number.scannable.encoded }

  /// Compares with digits that were read out or typed, with spaces between them as may be; in constant time.
  public func matches(_ typed: String) -> Bool {
    number.matches(typed)
  }

  /// Compares with what this device's camera read off the other's screen; in constant time. With `false` the keys differ, or
  /// the code is another pair's.
  public func matches(scanned bytes: [UInt8]) throws(ScanError) -> Bool {
    let scanned: ScannableFingerprint
    do {
      scanned = try ScannableFingerprint(bytes)
    } catch {
      throw error == .unknownVersion ? .unknownVersion : .malformed
    }
    return number.scannable.matches(scanned)
  }
}

/// Why what was scanned cannot be compared.
public enum ScanError: Error, Equatable, Sendable {
  /// Another kind of code.
  case malformed
  /// The other application is of another version, or means something else by names.
  case unknownVersion
}

extension Device {
  /// The number to compare with the user of a device. It takes some milliseconds.
  ///
  /// - Throws: ``TrustError``: `invalidJID`, `unknownDevice`.
  public func safetyNumber(with jid: String, device: DeviceID) throws(TrustError) -> SafetyNumber {
    guard let jid = try? JID(jid).bare else { throw .invalidJID }
    do {
      let key = try store.transaction { try $0.device(device, of: jid)?.identityKey }
      guard let key else { throw TrustError.unknownDevice }
      return SafetyNumber(
        Verification.SafetyNumber(
          local: account.identity.agreementKey.publicKey, localJID: account.jid, remote: key, remoteJID: jid))
    } catch {
      throw TrustError(error)
    }
  }
}
