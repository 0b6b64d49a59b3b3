package import Primitives

extension SMPRun {
  /// The version of the record that ``encoded()`` writes.
  private static let recordVersion: UInt8 = 1

  /// The kinds of record, one for each stage that is worth keeping.
  private enum Kind: UInt8 {
    case awaitingSecond = 1
    case awaitingAnswer
    case awaitingThird
    case awaitingFourth
  }

  /// What storage keeps, sealed: version, kind, run, `C`, and 160 bytes (kind 1), 194 and the question (2), 256 (3) or
  /// 192 (4).
  ///
  /// - Returns: `nil` for a run that has not begun or is over: there is nothing to keep.
  package borrowing func encoded() -> SecretBytes? {
    switch stage {
    case .ready:
      return nil
    case .over:
      return nil
    case .awaitingSecond(let offer):
      var record = record(.awaitingSecond, byteCount: 3 * RistrettoScalar.byteCount + SMPTranscript.byteCount)
      record.append(offer.secret.bytes)
      record.append(offer.a2.bytes)
      record.append(offer.a3.bytes)
      record.append(offer.transcript.digest)
      return record.finish()
    case .awaitingAnswer(let message):
      let question = context.question.map { Array($0.text.utf8) } ?? []
      var record = record(.awaitingAnswer, byteCount: SMPMessage1.byteCount + 2 + question.count)
      record.append(message.encoded)
      record.append(UInt16(question.count).bigEndianBytes)
      record.append(question)
      return record.finish()
    case .awaitingThird(let answered):
      let byteCount = RistrettoScalar.byteCount + 3 * RistrettoElement.byteCount + SMPPair.byteCount
      var record = record(.awaitingThird, byteCount: byteCount + SMPTranscript.byteCount)
      record.append(answered.b3.bytes)
      record.append(answered.g2.encoded)
      record.append(answered.g3.encoded)
      record.append(answered.peerG3.encoded)
      record.append(answered.pair.encoded)
      record.append(answered.transcript.digest)
      return record.finish()
    case .awaitingFourth(let revealed):
      let byteCount = RistrettoScalar.byteCount + RistrettoElement.byteCount + SMPPair.byteCount
      var record = record(.awaitingFourth, byteCount: byteCount + SMPTranscript.byteCount)
      record.append(revealed.a3.bytes)
      record.append(revealed.peerG3.encoded)
      record.append(revealed.difference.encoded)
      record.append(revealed.transcript.digest)
      return record.finish()
    }
  }

  /// Reads what ``encoded()`` wrote, in this version or an earlier one.
  ///
  /// - Throws: ``RecordError``.
  package init(decoding record: consuming SecretBytes) throws(RecordError) {
    var decoder = SecretDecoder(record)
    guard try decoder.uint8() == Self.recordVersion, let kind = Kind(rawValue: try decoder.uint8()),
      let run = SMPRunID(try decoder.bytes(SMPLimits.runID))
    else { throw RecordError() }
    let digest = try decoder.bytes(SMPTranscript.byteCount)
    var question: SMPQuestion?
    let stage: SMPStage
    switch kind {
    case .awaitingSecond:
      let secret = try decoder.scalar()
      let a2 = try decoder.scalar()
      let a3 = try decoder.scalar()
      stage = .awaitingSecond(
        SMPAwaitingSecond(secret: secret, a2: a2, a3: a3, transcript: try decoder.transcript()))
    case .awaitingAnswer:
      stage = .awaitingAnswer(
        try decoder.read(SMPMessage1.byteCount) { (reader) throws(SMPError) in try SMPMessage1(&reader) })
      question = try decoder.question()
    case .awaitingThird:
      let b3 = try decoder.scalar()
      let (g2, g3, peerG3) = (try decoder.element(), try decoder.element(), try decoder.element())
      stage = .awaitingThird(
        SMPAwaitingThird(
          g2: g2, g3: g3, peerG3: peerG3, pair: try decoder.pair(), transcript: try decoder.transcript(), b3: b3))
    case .awaitingFourth:
      let a3 = try decoder.scalar()
      stage = .awaitingFourth(
        SMPAwaitingFourth(
          a3: a3, peerG3: try decoder.element(), difference: try decoder.pair(),
          transcript: try decoder.transcript()))
    }
    guard decoder.isAtEnd else { throw RecordError() }
    self.init(SMPContext(run: run, question: question, digest: digest), stage)
  }

  /// Begins a record with what each has; `byteCount` is that of the rest.
  private borrowing func record(_ kind: Kind, byteCount: Int) -> SecretEncoder {
    var record = SecretEncoder(byteCount: 2 + SMPLimits.runID + context.digest.count + byteCount)
    record.append(Self.recordVersion)
    record.append(kind.rawValue)
    record.append(context.run.bytes)
    record.append(context.digest)
    return record
  }
}

extension SecretDecoder {
  fileprivate mutating func scalar() throws(RecordError) -> RistrettoScalar {
    do { return try RistrettoScalar(try secret(RistrettoScalar.byteCount)) } catch { throw RecordError() }
  }

  fileprivate mutating func element() throws(RecordError) -> RistrettoElement {
    try read(RistrettoElement.byteCount) { (reader) throws(SMPError) in try reader.element() }
  }

  fileprivate mutating func pair() throws(RecordError) -> SMPPair {
    try read(SMPPair.byteCount) { (reader) throws(SMPError) in try SMPPair(&reader) }
  }

  fileprivate mutating func transcript() throws(RecordError) -> SMPTranscript {
    SMPTranscript(digest: try bytes(SMPTranscript.byteCount))
  }

  /// The question behind its length; none is written as no bytes.
  fileprivate mutating func question() throws(RecordError) -> SMPQuestion? {
    let count = try bytes(2).reduce(0) { $0 << 8 | Int($1) }
    guard count > 0 else { return nil }
    let text = try bytes(count)
    guard let question = try? SMPQuestion(String(decoding: text, as: UTF8.self)),
      question.text.utf8.elementsEqual(text)
    else { throw RecordError() }
    return question
  }

  fileprivate mutating func read<Value>(
    _ count: Int, _ body: (inout OctetReader) throws(SMPError) -> Value
  ) throws(RecordError) -> Value {
    var reader = OctetReader(try bytes(count))
    do { return try body(&reader) } catch { throw RecordError() }
  }
}
