package dev.taskdock.routing;

import dev.taskdock.model.Stickiness;
import dev.taskdock.model.TargetGroupName;
import dev.taskdock.model.TargetId;
import java.time.Duration;
import java.time.Instant;
import java.util.List;
import java.util.Optional;
import java.util.stream.IntStream;
import java.util.stream.Stream;

/// The cookies by which a client stays with the target, or the group, that it got.
///
/// Source: the guide to sticky sessions. How long one holds is sealed inside; the browser is always
/// told seven days. Each name has a twin ending in `CORS` that is sent across sites too, and which
/// counts where both come back. The cookie beside an application's own comes in four pieces, of
/// which a target's address needs one. What cannot be read, or is over, is as good as none.
public record StickyCookies(Seal seal) {
  private static final String LOAD_BALANCER = "AWSALB";
  private static final String APPLICATION = "AWSALBAPP-";
  private static final String GROUP = "AWSALBTG";
  private static final int PIECES = 4;
  private static final Duration TOLD = Duration.ofDays(7);

  /// The target that the client of `request` was with.
  public Optional<TargetId> target(Request request, Stickiness stickiness, Instant now) {
    var sealed =
        switch (stickiness) {
          case Stickiness.LbCookie _ -> twin(request, LOAD_BALANCER);
          case Stickiness.AppCookie app ->
              Cookies.value(request, app.name())
                  .flatMap(_ -> Cookies.value(request, APPLICATION + 0));
        };
    return sealed.flatMap(text -> opened(text, now)).flatMap(TargetId::parse);
  }

  /// The group that the client of `request` was with.
  public Optional<TargetGroupName> group(Request request, Instant now) {
    return twin(request, GROUP)
        .flatMap(text -> opened(text, now))
        .filter(TargetGroupName::isValid)
        .map(TargetGroupName::new);
  }

  /// The values of the Set-Cookie headers after which the client stays with `target`. With an
  /// application's cookie they are due where the target has set that one.
  ///
  /// @param secure whether the listener speaks TLS
  /// @param nonce another each time
  public List<String> keep(
      TargetId target, Stickiness stickiness, boolean secure, Instant now, long nonce) {
    var sealed = sealed(target.toString(), stickiness.duration(), now, nonce);
    return switch (stickiness) {
      case Stickiness.LbCookie _ -> twins(LOAD_BALANCER, sealed, secure, now);
      case Stickiness.AppCookie _ ->
          IntStream.range(0, PIECES)
              .mapToObj(i -> cookie(APPLICATION + i, i == 0 ? sealed : "_remove_", now))
              .toList();
    };
  }

  /// The values of the Set-Cookie headers after which the client stays with `group`.
  ///
  /// @param duration the group stickiness of the rule
  public List<String> keep(
      TargetGroupName group, Duration duration, boolean secure, Instant now, long nonce) {
    return twins(GROUP, sealed(group.value(), duration, now, nonce), secure, now);
  }

  private static Optional<String> twin(Request request, String name) {
    return Cookies.value(request, name + "CORS").or(() -> Cookies.value(request, name));
  }

  private static List<String> twins(String name, String value, boolean secure, Instant now) {
    return Stream.of(
            cookie(name, value, now),
            cookie(name + "CORS", value, now) + "; SameSite=None" + (secure ? "; Secure" : ""))
        .toList();
  }

  private static String cookie(String name, String value, Instant now) {
    return "%s=%s; Expires=%s; Path=/".formatted(name, value, HttpDate.of(now.plus(TOLD)));
  }

  private String sealed(String what, Duration duration, Instant now, long nonce) {
    return seal.seal(now.plus(duration).getEpochSecond() + " " + what, nonce);
  }

  private Optional<String> opened(String text, Instant now) {
    return seal.open(text)
        .map(plain -> plain.split(" ", 2))
        .filter(parts -> now.getEpochSecond() < Long.parseLong(parts[0]))
        .map(parts -> parts[1]);
  }
}
