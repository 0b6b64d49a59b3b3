import Primitives

/// A side's commitment to its secret: `P = rG3`, `Q = rG + xG2`.
struct SMPPair: Hashable, Sendable {
  static let byteCount = 64
  let p: RistrettoElement
  let q: RistrettoElement

  init(
    _ r: borrowing RistrettoScalar, secret x: borrowing RistrettoScalar, g2: RistrettoElement, g3: RistrettoElement
  ) throws(KeyError) {
    p = try r * g3
    q = try RistrettoElement(generatorTimes: r) + x * g2
  }

  init(_ reader: inout OctetReader) throws(SMPError) {
    p = try reader.element()
    q = try reader.element()
  }

  private init(p: RistrettoElement, q: RistrettoElement) {
    self.p = p
    self.q = q
  }

  var encoded: [UInt8] {
    p.encoded + q.encoded
  }

  /// `Pa - Pb` and `Qa - Qb`.
  ///
  /// Equal halves are a pair sent back: of `Qa = Qb` the difference is the identity, and so is its every multiple.
  ///
  /// - Throws: ``SMPError/degenerate``.
  static func - (a: SMPPair, b: SMPPair) throws(SMPError) -> SMPPair {
    do { return SMPPair(p: try a.p - b.p, q: try a.q - b.q) } catch { throw .degenerate }
  }
}
