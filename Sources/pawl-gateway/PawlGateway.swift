import ArgumentParser
import PushGateway

@main
struct PawlGateway: AsyncParsableCommand {
  static let configuration = CommandConfiguration(commandName: "pawl-gateway", abstract: "A push endpoint for Pawl.")
}
