/// An answer of `pawl pipe`, as far as it matters here.
struct PipeAnswer: Decodable {
  let ok: Bool
  let error: String?
  /// What was encrypted.
  let stanza: String?
  /// What was decrypted, if it has a text.
  let text: String?
  /// Stanzas that are to be sent in answer to what was decrypted.
  let send: [String]?
}
