import OMEMO
import Verification
import XML

/// What a device is worth to a backup that has no room for all of them, the most first.
///
/// Strangers can have devices kept here without end: of each of their accounts some hundreds. Those must not take the room
/// of what a person here has said.
enum BackupWorth {
  /// Somebody decided on its key or gave it up, and would have to be asked again. All devices of our own account are here,
  /// too: the restored one must not take the id of another.
  case decision
  /// Somebody decided on it at a key address, or the address revoked it. Its owner can revoke as many as he likes.
  case decisionAtKeyAddress
  /// The account's list names it, or its address vouches for it. It is learned anew.
  case listed
  /// It was on a list, or wrote once.
  case former

  /// - Parameter account: our own.
  init(_ device: DeviceRecord, account: JID) {
    let isDecided = device.decidedAt != nil || device.trust == .verified || device.trust == .distrusted
    if device.jid == account || device.isKnownOtherwise {
      self = .decision
    } else if isDecided, !device.isVouched {
      let isAtKeyAddress = (try? KeyAddress(device.jid)) != nil
      self = isAtKeyAddress ? .decisionAtKeyAddress : .decision
    } else {
      self = device.isVouched || !device.listings.isEmpty ? .listed : .former
    }
  }
}
