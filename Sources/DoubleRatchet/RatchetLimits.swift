/// The bounds of one ratchet.
public enum RatchetLimits {
  /// How many message keys one message may skip in a chain.
  ///
  /// An attacker who can send may name any counter; without a bound a single header with n = 2^32 - 1 costs four
  /// billion HMACs. XEP-0384 section 5 recommends about 1000; a chain grows longer only if nothing is answered.
  public static let maximumSkip: UInt32 = 1000

  /// How many receiving chains are kept.
  ///
  /// libsignal and libomemo-c send `pn` one too low, so the last message of a chain cannot be found by `pn` alone.
  /// Keeping the chain key of the last few chains, as they do themselves, lets it decrypt when it comes late.
  public static let maximumReceivingChains = 5

  /// How many chains are known by their keys alone after that, so that copies of their messages are ignored: 36 bytes each.
  public static let maximumClosedChains = 32
}
