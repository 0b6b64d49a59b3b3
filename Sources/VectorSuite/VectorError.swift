/// Something in a vector file that is no vector. It is never taken for the engine's refusal.
package enum VectorError: Error, Equatable {
  /// Not JSON, another format than 1, or a field that is missing or of the wrong type.
  case malformed(String)
  /// An operation, function, rule or step that this engine does not know.
  case unknown(String)
  /// A step that has an expectation of its own went otherwise.
  case deviation(String)
}
