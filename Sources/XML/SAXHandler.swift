internal import CXML

/// The C side of a ``TreeBuilder``: libxml2's events become calls of its methods.
enum SAXHandler {
  /// Handlers of our own and no others: libxml2's build its tree, load documents and print.
  static func make() -> xmlSAXHandler {
    var handler = unsafe xmlSAXHandler()
    unsafe handler.initialized = XML_SAX2_MAGIC
    unsafe takeContent(&handler)
    unsafe refuseRestricted(&handler)
    // With this set, libxml2 does not look for a function that prints. The first error is the last: libxml2 reports no
    // more than a hundred, so one that was let pass a hundred times would hide an undeclared prefix.
    unsafe handler.serror = { user, error in
      guard let error = unsafe error?.pointee, unsafe error.level != XML_ERR_WARNING,
        let builder = unsafe SAXHandler.builder(user)
      else { return }
      unsafe SAXHandler.report(error.code, to: builder)
    }
    return unsafe handler
  }

  private static func takeContent(_ handler: inout xmlSAXHandler) {
    unsafe handler.startElementNs = { user, name, _, namespace, _, _, attributeCount, _, attributes in
      guard let builder = unsafe SAXHandler.builder(user), !builder.isDeaf else { return }
      do throws(XMLError) {
        let count = Int(attributeCount)
        try builder.reserveElement(attributes: count)
        let nameLength = builder.limits.nameLength
        let name = try unsafe SAXStrings.name(name, limit: nameLength)
        let namespace = try unsafe builder.namespaces.string(at: namespace, limit: nameLength)
        // Its prefix needs no declaration, but it is for attributes: an element in it could not be written.
        guard namespace != XMLName.xmlNamespace else { throw .invalidValue }
        let attributes = try unsafe SAXStrings.attributes(
          attributes, count: count, nameLimit: nameLength, &builder.namespaces)
        let element = Element(name, namespace: namespace, attributes: attributes)
        guard element.mostAttributesWritten <= builder.limits.attributes else { throw .tooManyAttributes }
        builder.start(element)
      } catch {
        if error == .malformed { builder.fail(error) } else { builder.refuse(error) }
      }
    }
    unsafe handler.endElementNs = { user, _, _, _ in unsafe SAXHandler.builder(user)?.end() }
    let takeText: charactersSAXFunc = { user, text, length in
      guard let builder = unsafe SAXHandler.builder(user) else { return }
      builder.append(unsafe UnsafeBufferPointer(start: text, count: Int(length)))
    }
    unsafe handler.characters = takeText
    // Called for white space that libxml2 thinks of no account, which is text to us.
    unsafe handler.ignorableWhitespace = takeText
    unsafe handler.cdataBlock = takeText
  }

  /// ``MarkupGate`` lets none of these reach libxml2, entity references aside. Should it ever err, they end here.
  private static func refuseRestricted(_ handler: inout xmlSAXHandler) {
    unsafe handler.internalSubset = { user, _, _, _ in unsafe SAXHandler.refuse(user) }
    unsafe handler.externalSubset = { user, _, _, _ in unsafe SAXHandler.refuse(user) }
    unsafe handler.resolveEntity = { user, _, _ in
      unsafe SAXHandler.refuse(user)
      return nil
    }
    unsafe handler.getEntity = { user, _ in
      unsafe SAXHandler.refuse(user)
      return nil
    }
    unsafe handler.getParameterEntity = { user, _ in
      unsafe SAXHandler.refuse(user)
      return nil
    }
    unsafe handler.entityDecl = { user, _, _, _, _, _ in unsafe SAXHandler.refuse(user) }
    unsafe handler.notationDecl = { user, _, _, _ in unsafe SAXHandler.refuse(user) }
    unsafe handler.unparsedEntityDecl = { user, _, _, _, _ in unsafe SAXHandler.refuse(user) }
    unsafe handler.elementDecl = { user, _, _, _ in unsafe SAXHandler.refuse(user) }
    // It is handed an enumeration that it would own; refused twice over before it could come here.
    unsafe handler.attributeDecl = { user, _, _, _, _, _, enumeration in
      unsafe xmlFreeEnumeration(enumeration)
      unsafe SAXHandler.refuse(user)
    }
    unsafe handler.reference = { user, _ in unsafe SAXHandler.refuse(user) }
    unsafe handler.processingInstruction = { user, _, _ in unsafe SAXHandler.refuse(user) }
    unsafe handler.comment = { user, _ in unsafe SAXHandler.refuse(user) }
  }

  private static func refuse(_ user: UnsafeMutableRawPointer?) {
    unsafe builder(user)?.fail(.restricted)
  }

  private static func builder(_ user: UnsafeMutableRawPointer?) -> TreeBuilder? {
    guard let user = unsafe user else { return nil }
    return unsafe Unmanaged<TreeBuilder>.fromOpaque(user).takeUnretainedValue()
  }

  private static func report(_ code: Int32, to builder: TreeBuilder) {
    switch xmlParserErrors(rawValue: UInt32(bitPattern: code)) {
    // These two are well-formed: XML itself knows no grammar of namespaces, and no longest name.
    case XML_WAR_NS_URI: builder.refuse(.invalidValue)
    case XML_ERR_NAME_TOO_LONG: builder.refuse(.nameTooLong)
    case XML_ERR_ATTRIBUTE_REDEFINED, XML_NS_ERR_ATTRIBUTE_REDEFINED: builder.fail(.duplicate)
    case XML_NS_ERR_UNDEFINED_NAMESPACE: builder.fail(.undeclaredPrefix)
    case XML_ERR_UNDECLARED_ENTITY, XML_WAR_UNDECLARED_ENTITY: builder.fail(.restricted)
    case XML_ERR_INVALID_CHAR, XML_ERR_INVALID_CHARREF: builder.fail(.invalidCharacter)
    case XML_ERR_NO_MEMORY: builder.fail(.outOfMemory)
    default: builder.fail(.malformed)
    }
  }
}

extension Element {
  /// How many attributes it has where it is written by itself: each namespace is declared where it is used, wherever it
  /// was declared when it was read.
  fileprivate var mostAttributesWritten: Int {
    let namespaces = attributes.reduce(into: Set<String>()) { namespaces, attribute in
      guard !attribute.namespace.isEmpty, attribute.namespace != XMLName.xmlNamespace else { return }
      namespaces.insert(attribute.namespace)
    }
    return attributes.count + namespaces.count + (namespace.isEmpty ? 0 : 1)
  }
}
