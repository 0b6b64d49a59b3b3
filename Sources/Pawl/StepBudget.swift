import OMEMO

/// What one stanza may still cost: see ``OMEMOLimits/stepsPerStanza``.
struct StepBudget {
  private var rest = OMEMOLimits.stepsPerStanza

  /// - Throws: `tooFarAhead`, as of a single message that is, and takes nothing then: another session may cost less.
  mutating func spend(_ steps: UInt32) throws(SessionError) {
    guard steps <= rest else { throw .tooFarAhead }
    rest -= steps
  }
}
