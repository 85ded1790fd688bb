package dev.taskdock.probe;

/// What is to be thought of a trial.
///
/// @param came what came of it, in words
public record Verdict(Outcome outcome, String expected, String came) {
  /// Good, bad, or not known.
  public enum Outcome {
    PASSED("ok"),
    FAILED("FAIL"),
    /// It was not there in time.
    TIMED_OUT("LATE"),
    SKIPPED("skip");

    private final String word;

    Outcome(String word) {
      this.word = word;
    }

    /// The word that is shown.
    public String word() {
      return word;
    }
  }

  /// Whether it says that something is wrong.
  public boolean isBad() {
    return outcome == Outcome.FAILED || outcome == Outcome.TIMED_OUT;
  }
}
