package dev.taskdock.model;

import com.cronutils.model.CronType;
import com.cronutils.model.definition.CronDefinitionBuilder;
import com.cronutils.model.time.ExecutionTime;
import com.cronutils.parser.CronParser;
import java.time.DateTimeException;
import java.time.Duration;
import java.time.Instant;
import java.time.LocalDateTime;
import java.time.ZoneId;
import java.time.ZonedDateTime;
import java.util.Optional;
import java.util.regex.Pattern;

/// When a scheduled action is taken.
///
/// Source: PutScheduledAction, `Schedule`.
public sealed interface Schedule {
  /// Once, by the wall clock of a time zone.
  record At(LocalDateTime moment) implements Schedule {}

  /// Again and again, counted from a beginning.
  record Rate(Duration period) implements Schedule {}

  /// By an expression of six fields: minutes, hours, day of month, month, day of week, year. The
  /// fields are those of Quartz without its seconds.
  record Cron(String expression) implements Schedule {}

  /// The schedule that `text` is: `at(…)`, `rate(…)` or `cron(…)`; empty where AWS takes none such.
  static Optional<Schedule> parse(String text) {
    var form = Pattern.compile("(at|rate|cron)\\((.*)\\)").matcher(text.strip());
    if (!form.matches()) {
      return Optional.empty();
    }
    var inner = form.group(2).strip();
    return switch (form.group(1)) {
      case "at" -> at(inner);
      case "rate" -> rate(inner);
      default -> cron(inner);
    };
  }

  /// The first moment after `after`; empty where there is none any more.
  ///
  /// @param zone whose wall clock counts
  /// @param beginning what a rate is counted from
  default Optional<Instant> next(Instant after, ZoneId zone, Instant beginning) {
    return switch (this) {
      case At(var moment) ->
          Optional.of(moment.atZone(zone).toInstant()).filter(m -> m.isAfter(after));
      case Rate(var period) -> {
        long passed = Math.max(0, Duration.between(beginning, after).dividedBy(period));
        yield Optional.of(beginning.plus(period.multipliedBy(passed + 1)));
      }
      case Cron(var expression) ->
          ExecutionTime.forCron(parser().parse("0 " + expression))
              .nextExecution(after.atZone(zone))
              .map(ZonedDateTime::toInstant);
    };
  }

  private static Optional<Schedule> at(String text) {
    try {
      return Optional.of(new At(LocalDateTime.parse(text)));
    } catch (DateTimeException _) {
      return Optional.empty();
    }
  }

  private static Optional<Schedule> rate(String text) {
    var form = Pattern.compile("([1-9]\\d{0,5}) (minute|hour|day)s?").matcher(text);
    if (!form.matches()) {
      return Optional.empty();
    }
    int count = Integer.parseInt(form.group(1));
    return Optional.of(
        new Rate(
            switch (form.group(2)) {
              case "minute" -> Duration.ofMinutes(count);
              case "hour" -> Duration.ofHours(count);
              default -> Duration.ofDays(count);
            }));
  }

  private static Optional<Schedule> cron(String text) {
    if (text.split(" +").length != 6) {
      return Optional.empty();
    }
    try {
      var _ = parser().parse("0 " + text).validate();
      return Optional.of(new Cron(text));
    } catch (IllegalArgumentException _) {
      return Optional.empty();
    }
  }

  private static CronParser parser() {
    return new CronParser(CronDefinitionBuilder.instanceDefinitionFor(CronType.QUARTZ));
  }
}
