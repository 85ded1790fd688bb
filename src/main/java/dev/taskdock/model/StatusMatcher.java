package dev.taskdock.model;

import java.util.Arrays;
import java.util.List;
import java.util.Optional;
import java.util.regex.Pattern;
import java.util.stream.Collectors;

/// Which codes a health check takes for success, as `200`, `200,202` or `200-299`.
///
/// Source: the `Matcher` shape, `HttpCode` and `GrpcCode`.
public record StatusMatcher(List<Range> ranges) {
  private static final Pattern SHAPE = Pattern.compile("(\\d{1,3})(?:-(\\d{1,3}))?");

  public StatusMatcher {
    ranges = List.copyOf(ranges);
    if (ranges.isEmpty()) {
      throw new IllegalArgumentException("no code would do");
    }
  }

  /// All codes from `first` to `last`.
  public record Range(int first, int last) {
    @Override
    public String toString() {
      return first == last ? Integer.toString(first) : first + "-" + last;
    }
  }

  /// Nothing but `code`.
  public static StatusMatcher only(int code) {
    return new StatusMatcher(List.of(new Range(code, code)));
  }

  /// What is written in `text`; empty where it is no list of codes and ranges between `least` and
  /// `most`.
  public static Optional<StatusMatcher> parse(String text, int least, int most) {
    var ranges = Arrays.stream(text.split(",", -1)).map(StatusMatcher::range).toList();
    boolean valid =
        ranges.stream()
            .allMatch(range ->
                range
                    .filter(r -> r.first() >= least && r.last() <= most && r.first() <= r.last())
                    .isPresent());
    return valid
        ? Optional.of(new StatusMatcher(ranges.stream().flatMap(Optional::stream).toList()))
        : Optional.empty();
  }

  /// Whether `code` is success.
  public boolean accepts(int code) {
    return ranges.stream().anyMatch(r -> r.first() <= code && code <= r.last());
  }

  private static Optional<Range> range(String text) {
    var shape = SHAPE.matcher(text.strip());
    if (!shape.matches()) {
      return Optional.empty();
    }
    int first = Integer.parseInt(shape.group(1));
    var last = Optional.ofNullable(shape.group(2)).map(Integer::parseInt);
    return Optional.of(new Range(first, last.orElse(first)));
  }

  @Override
  public String toString() {
    return ranges.stream().map(Range::toString).collect(Collectors.joining(","));
  }
}
