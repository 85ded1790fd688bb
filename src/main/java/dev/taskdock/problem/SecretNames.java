package dev.taskdock.problem;

import java.util.Locale;
import java.util.regex.Pattern;

/// Which names tell that a secret stands behind them.
public final class SecretNames {
  private static final String WORDS =
      "PASSWORD|PASSWD|PASSPHRASE|SECRET|TOKEN|CREDENTIAL|API_?KEY|ACCESS_?KEY|PRIVATE_?KEY";

  private static final Pattern TELLING =
      Pattern.compile(".*(" + WORDS + "|_KEY|_PWD|_PASS)S?[0-9_]*");

  private static final Pattern SENSITIVE =
      Pattern.compile(
          ".*("
              + WORDS
              + ").*|.*_(KEY|PWD|PASS|PW|AUTH|CREDS)S?[0-9_]*|PWD|PASS|DATABASE_URL|AUTHORIZATION");

  /// What stands behind these names another secret rather than is one.
  private static final Pattern REFERENCE =
      Pattern.compile(".*(FROM|ARNS?|PARAMETER|OPTIONS?|NAME|LENGTH|ENDPOINT|_?ID|_FILE)");

  private SecretNames() {}

  /// Whether a variable of this name had better be a secret.
  public static boolean isTelling(String name) {
    return TELLING.matcher(normal(name)).matches();
  }

  /// Whether what stands behind this name had better not be shown; rather too often than too
  /// seldom.
  public static boolean isSensitive(String name) {
    var normal = normal(name);
    return SENSITIVE.matcher(normal).matches() && !REFERENCE.matcher(normal).matches();
  }

  private static String normal(String name) {
    return name.toUpperCase(Locale.ROOT).replace('-', '_').replace('.', '_').replace('/', '_');
  }
}
