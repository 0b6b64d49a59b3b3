/// Pieces of XML that more than one suite is made of.
enum XMLTestText {
  /// So many attributes, with a space before each.
  static func attributes(_ count: Int) -> String {
    (0..<count).map { " a\($0)=''" }.joined()
  }
}
