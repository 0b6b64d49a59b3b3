/// A stanza that was handed out and is to be read.
struct Parcel {
  let stanza: String
  /// What it says; `nil` for an empty message.
  let text: String?
  /// Whether it was given to a process that was killed before it answered, and so may have been read.
  var isInDoubt = false
}
