import CSodium

/// The gate to libsodium.
///
/// `sodium_malloc` before `sodium_init` aborts the process, and `randombytes` before it is not thread-safe on every
/// platform. Whatever allocates guarded memory or draws randomness passes through here first.
enum Sodium {
  /// Initialises libsodium once. Later calls cost one atomic load.
  static func initialise() {
    _ = initialised
  }

  private static let initialised: Bool = {
    let status = sodium_init()
    precondition(status >= 0, "libsodium could not be initialised")
    return true
  }()
}
