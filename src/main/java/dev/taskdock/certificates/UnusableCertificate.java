package dev.taskdock.certificates;

/// Files that make no certificate for a listener: what is the matter, why that is, and in which of
/// the two files.
public final class UnusableCertificate extends Exception {
  /// One of the two files.
  public enum Part {
    CHAIN,
    KEY
  }

  private static final long serialVersionUID = 1;

  private final Part part;
  private final String why;

  UnusableCertificate(Part part, String what, String why) {
    super(what);
    this.part = part;
    this.why = why;
  }

  public Part part() {
    return part;
  }

  /// What is the matter, in a few words.
  public String what() {
    return String.valueOf(getMessage());
  }

  /// The rule that says so.
  public String why() {
    return why;
  }
}
