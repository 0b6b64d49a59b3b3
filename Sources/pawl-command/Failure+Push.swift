import CommandLineSupport
import PushClient

extension Failure {
  init(_ error: PushClientError) {
    switch error {
    case .insecure: self.init(.refused, "an endpoint has to be https")
    case .unknownHost: self.init(.unavailable, "the push gateway's name is not known")
    case .refusedAddress(let kind):
      self.init(.refused, "the push gateway is at an address that is not asked (\(kind.rawValue))")
    case .unreachable: self.init(.unavailable, "the push gateway cannot be reached")
    case .timedOut: self.init(.unavailable, "the push gateway does not answer")
    case .tooLarge, .malformedAnswer: self.init(.data, "the push gateway's answer is not what was asked for")
    case .refused(let status): self.init(.refused, "the push gateway refuses (HTTP \(status))")
    }
  }
}
