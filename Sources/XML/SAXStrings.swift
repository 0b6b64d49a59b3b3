/// Swift strings from the pointers that libxml2 lends to a callback, each length checked before its string is made.
///
/// The bytes are UTF-8 by ``CharacterCheck``, or came from character references that libxml2 encoded.
enum SAXStrings {
  /// A local name.
  static func name(_ pointer: UnsafePointer<UInt8>?, limit: Int) throws(XMLError) -> String {
    let name = try unsafe String(decoding: terminated(pointer, limit: limit), as: UTF8.self)
    guard XMLName.isNCName(name) else { throw .invalidCharacter }
    return name
  }

  /// The attributes of one element: five pointers each, to name, prefix, namespace, and the value's begin and end.
  ///
  /// What the writer refuses is refused here too, or a stanza that was read could not be sent on: an attribute called
  /// `xmlns`, which with a prefix is no declaration, and two whose names are equal to Swift and not to libxml2, `é`
  /// composed and decomposed.
  static func attributes(
    _ fields: UnsafeMutablePointer<UnsafePointer<UInt8>?>?, count: Int, nameLimit: Int,
    _ namespaces: inout NamespaceTable
  ) throws(XMLError) -> [Attribute] {
    guard count > 0, let fields = unsafe fields else { return [] }
    var attributes: [Attribute] = []
    attributes.reserveCapacity(count)
    for index in 0..<count {
      let field = unsafe fields + 5 * index
      let attribute = Attribute(
        try unsafe name(field[0], limit: nameLimit),
        namespace: try unsafe namespaces.string(at: field[2], limit: nameLimit),
        try unsafe value(bytes(from: field[3], to: field[4])))
      guard attribute.name != "xmlns" else { throw .invalidCharacter }
      guard !attributes.contains(where: { $0.hasName(of: attribute) }) else { throw .duplicate }
      attributes.append(attribute)
    }
    return attributes
  }

  /// An attribute's value.
  ///
  /// Where it does not expand entities, libxml2 hands `&amp;` and its like over as `&#38;`, in wait of a second pass of
  /// its tree builder; a bare ampersand never comes. So that reference is undone once, and anything else refused.
  private static func value(_ bytes: UnsafeBufferPointer<UInt8>) throws(XMLError) -> String {
    guard unsafe bytes.contains(UInt8(ascii: "&")) else { return unsafe String(decoding: bytes, as: UTF8.self) }
    var plain: [UInt8] = []
    plain.reserveCapacity(bytes.count)
    var rest = unsafe bytes[...]
    while let ampersand = unsafe rest.firstIndex(of: UInt8(ascii: "&")) {
      unsafe plain.append(contentsOf: rest[...ampersand])
      unsafe rest = rest[(ampersand + 1)...]
      guard unsafe rest.starts(with: "#38;".utf8) else { throw .malformed }
      unsafe rest = rest.dropFirst(4)
    }
    unsafe plain.append(contentsOf: rest)
    return String(decoding: plain, as: UTF8.self)
  }

  private static func bytes(
    from begin: UnsafePointer<UInt8>?, to end: UnsafePointer<UInt8>?
  ) -> UnsafeBufferPointer<UInt8> {
    guard let begin = unsafe begin, let end = unsafe end else {
      return unsafe UnsafeBufferPointer(start: nil, count: 0)
    }
    return unsafe UnsafeBufferPointer(start: begin, count: end - begin)
  }

  /// The bytes before the terminating zero, which is sought no further than `limit` allows.
  static func terminated(
    _ pointer: UnsafePointer<UInt8>?, limit: Int
  ) throws(XMLError) -> UnsafeBufferPointer<UInt8> {
    guard let pointer = unsafe pointer else { return unsafe UnsafeBufferPointer(start: nil, count: 0) }
    var count = 0
    while unsafe pointer[count] != 0 {
      count += 1
      guard count <= limit else { throw .nameTooLong }
    }
    return unsafe UnsafeBufferPointer(start: pointer, count: count)
  }
}
