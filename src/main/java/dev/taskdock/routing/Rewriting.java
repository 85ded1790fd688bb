package dev.taskdock.routing;

import com.google.re2j.Matcher;
import com.google.re2j.Pattern;
import dev.taskdock.model.Transforms;
import java.util.List;
import java.util.Optional;
import java.util.stream.Stream;

/// The transforms of a rule, compiled.
///
/// Source: the guide to listener rules, "transforms". Which of several findings are replaced is not
/// said there: the first is. Host expressions ignore case, as host names do.
final class Rewriting {
  private static final int LONGEST = 16 * 1024;
  private static final Pattern HOST = Pattern.compile("[A-Za-z0-9._-]{1,255}(:[0-9]{1,5})?");
  private static final Pattern URI = Pattern.compile("/[!-~\\x80-\\xff]*");

  private static final java.util.regex.Pattern PIECE =
      java.util.regex.Pattern.compile("\\$\\d{1,2}|[^$]+|\\$");
  private static final java.util.regex.Pattern GROUP =
      java.util.regex.Pattern.compile("\\$\\d{1,2}");

  private final List<Step> host;
  private final List<Step> url;

  /// @param pieces literal texts, and numbers of groups
  private record Step(Pattern pattern, List<Piece> pieces) {
    Step {
      pieces = List.copyOf(pieces);
    }

    static Step of(Transforms.Rewrite rewrite, int flags) {
      var pieces =
          Stream.of(PIECE.matcher(rewrite.replacement()))
              .flatMap(m -> m.results())
              .map(m -> Piece.of(m.group()))
              .toList();
      return new Step(Pattern.compile(rewrite.regex(), flags), pieces);
    }

    /// `text` with what is found replaced; empty where nothing is found.
    Optional<String> appliedTo(CharSequence text) {
      var found = pattern.matcher(text);
      if (!found.find()) {
        return Optional.empty();
      }
      var result = new StringBuilder().append(text, 0, found.start());
      pieces.forEach(piece -> result.append(piece.text(found)));
      return Optional.of(result.append(text, found.end(), text.length()).toString());
    }
  }

  private sealed interface Piece {
    String text(Matcher found);

    static Piece of(String written) {
      return GROUP.matcher(written).matches()
          ? new Group(Integer.parseInt(written.substring(1)))
          : new Literal(written);
    }
  }

  private record Literal(String text) implements Piece {
    @Override
    public String text(Matcher found) {
      return text;
    }
  }

  private record Group(int number) implements Piece {
    /// Empty where the group found nothing.
    @Override
    public String text(Matcher found) {
      return found.start(number) < 0 ? "" : found.group(number);
    }
  }

  private Rewriting(List<Step> host, List<Step> url) {
    this.host = host;
    this.url = url;
  }

  static Rewriting of(Transforms transforms) {
    return new Rewriting(
        transforms.host().stream().map(r -> Step.of(r, Pattern.CASE_INSENSITIVE)).toList(),
        transforms.url().stream().map(r -> Step.of(r, 0)).toList());
  }

  Rewritten appliedTo(Request request) {
    var newHost = changed(host, hostOf(request));
    var newUri = changed(url, uriOf(request));
    if (newHost.isEmpty() && newUri.isEmpty()) {
      return Rewritten.NOTHING;
    }
    return newHost
        .flatMap(Rewriting::faultOfHost)
        .or(() -> newUri.flatMap(Rewriting::faultOfUri))
        .map(Rewritten::failed)
        .orElseGet(() -> new Rewritten(newHost, newUri, Optional.of(TransformStatus.SUCCESS)));
  }

  private static CharSequence hostOf(Request request) {
    return Subject.withoutPort(request.host());
  }

  private static CharSequence uriOf(Request request) {
    return request.query().isEmpty() ? request.path() : request.path() + "?" + request.query();
  }

  /// What all the steps make of `text`; empty where none finds anything.
  private static Optional<String> changed(List<Step> steps, CharSequence text) {
    Optional<String> result = Optional.empty();
    for (var step : steps) {
      var before = result;
      result = step.appliedTo(before.isPresent() ? before.get() : text).or(() -> before);
    }
    return result;
  }

  private static Optional<TransformStatus> faultOfHost(String host) {
    return HOST.matches(host) ? Optional.empty() : Optional.of(TransformStatus.INVALID_HOST);
  }

  private static Optional<TransformStatus> faultOfUri(String uri) {
    if (uri.length() > LONGEST) {
      return Optional.of(TransformStatus.BUFFER_TOO_SMALL);
    }
    return URI.matches(uri) ? Optional.empty() : Optional.of(TransformStatus.INVALID_PATH);
  }
}
