/// A failure of a command: one line for people, and an exit code for scripts.
package struct Failure: Error {
  /// The codes of sysexits.h that the commands use.
  package enum Code: Int32 {
    case usage = 64
    case data = 65
    case missingInput = 66
    case unavailable = 69
    case inputOutput = 74
    case refused = 77
  }

  package let code: Code
  package let message: String

  package init(_ code: Code, _ message: String) {
    self.code = code
    self.message = message
  }
}
