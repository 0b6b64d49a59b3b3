/// An account of the push API: whoever registers devices and makes tokens. One for each app install is what clients make.
struct Account: Sendable, Equatable {
  let id: String
  let username: String
  let email: String?
}
