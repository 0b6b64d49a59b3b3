import CommandLineSupport
import NIOCore
import PushGateway

extension Failure {
  /// `nil` for what is ArgumentParser's.
  init?(_ error: any Error) {
    switch error {
    case let error as Failure: self = error
    case let error as StoreError: self.init(error)
    case let error as SenderError: self.init(error)
    case is IOError, is SocketAddressError, is SocketAddressError.UnknownHost:
      self.init(.inputOutput, "the address and port cannot be listened on")
    default: return nil
    }
  }

  init(_ error: StoreError) {
    switch error {
    case .unavailable, .refused: self.init(.inputOutput, "the database cannot be opened or reached")
    case .invalidURL: self.init(.usage, "the database is neither sqlite:PATH nor postgres://…")
    case .corrupt: self.init(.data, "the database is none of a gateway's, or damaged")
    case .newerVersion: self.init(.data, "the database was written by a later version of pawl-gateway")
    }
  }

  init(_ error: SenderError) {
    switch error {
    case .invalidKey: self.init(.data, "the signing key is no P-256 private key in PEM")
    case .invalidServer: self.init(.usage, "the APNs server is no https URL without a path")
    case .invalidRoots: self.init(.data, "the file of certificates has none in PEM")
    }
  }
}
