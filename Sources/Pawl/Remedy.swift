public import OMEMO

/// What an app does about a stanza that gave no message.
public enum Remedy: Hashable, Sendable {
  /// Nothing. It was received before, or there was nothing in it for the user.
  case ignore
  /// Tell the user that a message came which cannot be read here.
  case notice
  /// Fetch the device's bundle, import it, call ``Device/repair(_:device:now:)`` and send what it gives, without asking:
  /// there is no session with the device at all.
  case startSession(Recipient, Namespace)
  /// The same, but only when the user asks for it: the session with the device cannot read it. XEP-0384 0.9 forbids to begin
  /// another one by itself.
  case offerRepair(Recipient, Namespace)
  /// Show the user that the device has another key than before. ``Device/forgetKey(of:device:)`` gives the old one up.
  case reviewKey(Recipient)
  /// Hand the stanza in again: the store was busy, suspended or full.
  case retry
}
