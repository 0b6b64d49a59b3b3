/// The bounds of a run. All but the costs are in bytes.
package enum SMPLimits {
  /// A question is a line that a person reads.
  package static let question = 1...512

  /// A secret after normalisation. What a person types has fewer; without a bound a paste would hold the device.
  package static let secret = 1...1024

  /// Fewer than 16 bytes could be another session's too. An exported key has 32.
  package static let sessionBinding = 16...1024

  /// A run's name. Random, so two runs never share one.
  package static let runID = 16
}
