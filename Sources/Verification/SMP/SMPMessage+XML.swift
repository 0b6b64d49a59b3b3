import Primitives
package import XML

/// `<smp xmlns='urn:pawl:smp:0'/>` (SMP.md, "On the wire"), content of an encrypted envelope.
///
/// Nothing beyond the form is passed over, unlike elsewhere: what no hash covers could be added by anyone in between.
extension SMPMessage {
  private static let elementName = "smp"

  /// Whether an element is of this protocol by its name, readable or not: it is never shown as a text is.
  package static func isMessage(_ element: Element) -> Bool {
    element.name == elementName && element.namespace == namespace
  }

  package var element: Element {
    var children: [Element] = []
    if let question { children.append(Element("question", namespace: Self.namespace, text: question.text)) }
    if step != .abort {
      children.append(Element("values", namespace: Self.namespace, text: TextEncoding.base64(values)))
    }
    return Element(
      Self.elementName, namespace: Self.namespace, ["run": run.hex, "step": step.rawValue], children: children)
  }

  /// - Throws: ``SMPError/malformed``, ``SMPError/unusableQuestion``.
  package init(_ element: Element) throws(SMPError) {
    guard Self.isMessage(element), element.hasOnly(attributes: ["run", "step"]),
      let run = element.attribute("run").flatMap(SMPRunID.init(hex:)),
      let step = element.attribute("step").flatMap(Step.init(rawValue:))
    else { throw .malformed }
    let parts = try element.onlyElements(of: ["question", "values"])
    guard (parts["values"] == nil) == (step == .abort) else { throw .malformed }
    let question = try parts["question"].map { (text) throws(SMPError) in try SMPQuestion(text) }
    try self.init(run: run, step: step, question: question, values: Self.values(parts["values"] ?? "", step))
  }

  /// Base64 in its one spelling; the length is looked at first.
  private static func values(_ text: String, _ step: Step) throws(SMPError) -> [UInt8] {
    guard text.utf8.count == TextEncoding.base64Count(step.byteCount), let values = TextEncoding.decodeStrictBase64(text) else {
      throw .malformed
    }
    return values
  }
}

extension Element {
  /// Whether the attributes are these and no others.
  fileprivate func hasOnly(attributes names: Set<String>) -> Bool {
    attributes.count == names.count && attributes.allSatisfy { $0.namespace.isEmpty && names.contains($0.name) }
  }

  /// The texts of the children, which are elements of this namespace with one of these names, each at most once,
  /// without attributes or children of their own, and white space between them.
  fileprivate func onlyElements(of names: Set<String>) throws(SMPError) -> [String: String] {
    var texts: [String: String] = [:]
    for child in children {
      switch child {
      case .text(let text):
        guard text.utf8.allSatisfy({ $0 == 0x20 || $0 == 0x09 || $0 == 0x0a || $0 == 0x0d }) else { throw .malformed }
      case .element(let element):
        guard element.namespace == namespace, names.contains(element.name), texts[element.name] == nil,
          element.attributes.isEmpty, element.elements.isEmpty
        else { throw .malformed }
        texts[element.name] = element.text
      }
    }
    return texts
  }
}
