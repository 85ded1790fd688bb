package dev.taskdock.routing;

import com.google.re2j.Pattern;

/// A regular expression, found anywhere in a text.
///
/// AWS's dialect has no look-around and no back-references, which is RE2's; and like RE2 this never
/// takes longer than the text is long, whatever a client sends.
final class Expression implements TextPattern {
  private final Pattern pattern;
  private final Case letters;
  private final RequiredLiteral required;

  private Expression(Pattern pattern, Case letters, RequiredLiteral required) {
    this.pattern = pattern;
    this.letters = letters;
    this.required = required;
  }

  static Expression of(String regex, Case letters) {
    int flags = letters == Case.IGNORED ? Pattern.CASE_INSENSITIVE : 0;
    return new Expression(
        Pattern.compile(regex, flags), letters, RequiredLiteral.of(regex, letters));
  }

  @Override
  public boolean matches(CharSequence text) {
    return required.isIn(text, letters) && pattern.matcher(text).find();
  }

  @Override
  public String head() {
    return required.lead();
  }

  /// Nothing: ends are rarely anchored.
  @Override
  public String tail() {
    return "";
  }

  @Override
  public String written() {
    return pattern.pattern();
  }
}
