public import ArgumentParser
public import OMEMO
public import Pawl

extension Trust: ExpressibleByArgument {}

extension TrustPolicy: ExpressibleByArgument {}

extension Fingerprint: ExpressibleByArgument {
  public init?(argument: String) {
    self.init(argument)
  }
}
