/// What came of an identity key that was to be noted for a device.
package enum KeyBinding: Sendable {
  /// The device is known under this key, now or before.
  case bound
  /// It is known under another key, and nothing has changed: a changed key never takes over a device's place or trust.
  case otherKey
  /// As many devices of the account are known as are kept.
  case tooManyDevices
}
