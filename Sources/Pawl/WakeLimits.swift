/// What an app that a push has woken has to keep to.
public enum WakeLimits {
  /// How long it may go on: 25 s. iOS gives a notification extension, and an app that is woken in the background, 30 s, and ends
  /// both without mercy; leaving a stream in good order takes some.
  public static let budget = Duration.seconds(25)
}
