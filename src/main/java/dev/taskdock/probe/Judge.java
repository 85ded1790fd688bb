package dev.taskdock.probe;

import dev.taskdock.probe.Verdict.Outcome;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.TreeMap;
import java.util.regex.Pattern;

/// Makes a verdict of a trial and what came of it.
public final class Judge {
  private static final int LONGEST_QUOTE = 200;
  private static final Pattern CONTROL = Pattern.compile("\\p{Cntrl}+");

  private Judge() {}

  /// The verdict.
  public static Verdict of(Trial trial, Observation seen) {
    return switch (seen) {
      case Observation.Came(var how) -> passed(trial, how);
      case Observation.Missed(var why, var late) ->
          new Verdict(late ? Outcome.TIMED_OUT : Outcome.FAILED, trial.expected(), why);
      case Observation.Untried(var why) -> new Verdict(Outcome.SKIPPED, trial.expected(), why);
      case Observation.Unanswered(var at, var why) -> unanswered(trial, at, why);
      case Observation.Connected(var at) ->
          trial instanceof Trial.Rejects
              ? failed(trial, at + " takes connections")
              : passed(trial, at + " answers");
      case Observation.Replied replied -> replied(trial, replied);
      case Observation.Ran ran -> ran(trial, ran);
      case Observation.Resolved(var addresses) -> resolved(trial, addresses);
      case Observation.Document(var json) -> document(trial, json);
      case Observation.Exited exited -> exited(trial, exited);
      case Observation.Stopped(var containers) -> stopped(trial, containers);
      case Observation.Rolled rolled -> rolled(trial, rolled);
    };
  }

  /// A text in one line, cut where it is long.
  public static String quoted(String text) {
    var line = CONTROL.matcher(text.strip()).replaceAll(" ");
    return line.length() <= LONGEST_QUOTE
        ? "\"" + line + "\""
        : "\"" + line.substring(0, LONGEST_QUOTE) + "…\"";
  }

  private static Verdict unanswered(Trial trial, String at, String why) {
    return trial instanceof Trial.Rejects
        ? passed(trial, at + ": " + why)
        : failed(trial, at + ": " + why);
  }

  private static Verdict replied(Trial trial, Observation.Replied seen) {
    var reply = trial instanceof Trial.Http http ? http.reply() : HttpReply.any();
    var faults = new ArrayList<String>();
    if (!reply.isStatus(seen.status())) {
      faults.add("status " + seen.status());
    }
    var location = first(seen.headers(), "location");
    reply
        .redirect()
        .filter(due -> !location.equals(due))
        .ifPresent(
            _ -> faults.add(location.isEmpty() ? "no Location header" : "Location " + location));
    new TreeMap<>(reply.headers())
        .forEach((name, due) -> {
          var values = seen.headers().getOrDefault(lower(name), List.of());
          if (values.stream().noneMatch(v -> v.contains(due))) {
            faults.add(
                values.isEmpty() ? "no header " + name : name + ": " + String.join(", ", values));
          }
        });
    differing(reply.json(), seen.json()).forEach(faults::add);
    boolean wrongBody = !reply.body().areIn(seen.body());
    if (wrongBody) {
      faults.add("nothing in the body that " + String.join(", ", reply.body().unmet(seen.body())));
    }
    reply
        .within()
        .filter(within -> seen.took().compareTo(within) > 0)
        .ifPresent(_ -> faults.add("after " + Spans.text(seen.took())));
    if (faults.isEmpty()) {
      return passed(trial, "%d in %s".formatted(seen.status(), Spans.text(seen.took())));
    }
    boolean telling = (wrongBody || !reply.isStatus(seen.status())) && !seen.body().isBlank();
    return failed(
        trial,
        String.join(", ", faults)
            + " from "
            + seen.at()
            + (telling ? ", body " + quoted(seen.body()) : ""));
  }

  private static Verdict ran(Trial trial, Observation.Ran seen) {
    var due = trial instanceof Trial.Exec exec ? exec.exitCode() : 0;
    var words = trial instanceof Trial.Exec exec ? exec.output() : Words.ANY;
    if (seen.exitCode() == due && words.areIn(seen.output())) {
      return passed(trial, "exit code " + due);
    }
    return failed(
        trial,
        "exit code "
            + seen.exitCode()
            + (seen.output().isBlank() ? ", no output" : ", output " + quoted(seen.output())));
  }

  private static Verdict resolved(Trial trial, List<String> addresses) {
    if (!(trial instanceof Trial.Dns dns)) {
      throw new IllegalArgumentException("no name was looked up by " + trial);
    }
    var came =
        addresses.isEmpty() ? "it does not resolve" : "it leads to " + String.join(", ", addresses);
    boolean fine =
        dns.resolves()
            ? !addresses.isEmpty() && dns.address().map(addresses::contains).orElse(true)
            : addresses.isEmpty();
    return fine ? passed(trial, came) : failed(trial, came);
  }

  private static Verdict document(Trial trial, Map<String, String> json) {
    var due = trial instanceof Trial.Metadata m ? m.json() : Map.<String, String>of();
    var faults = differing(due, json);
    return faults.isEmpty()
        ? passed(trial, "it answers")
        : failed(trial, String.join(", ", faults));
  }

  private static Verdict exited(Trial trial, Observation.Exited seen) {
    if (!(trial instanceof Trial.Exits exits)) {
      throw new IllegalArgumentException("no end was waited for by " + trial);
    }
    if (seen.exitCode().isEmpty()) {
      return failed(trial, seen.reason().orElse("it still runs"));
    }
    int code = seen.exitCode().getAsInt();
    var came = "exit code " + code + seen.reason().map(r -> " (" + r + ")").orElse("");
    return code == exits.exitCode() ? passed(trial, came) : failed(trial, came);
  }

  private static Verdict stopped(Trial trial, List<Observation.Ended> containers) {
    var within =
        trial instanceof Trial.Stops stops ? stops.within() : Duration.ofSeconds(Long.MAX_VALUE);
    var killed = containers.stream().filter(Observation.Ended::killed).toList();
    if (!killed.isEmpty()) {
      return failed(
          trial,
          String.join(
              ", ",
              killed.stream()
                  .map(e ->
                      "%s had to be killed after %s: it does not end on its stop signal"
                          .formatted(e.container(), Spans.text(e.took())))
                  .distinct()
                  .toList()));
    }
    var late = containers.stream().filter(e -> e.took().compareTo(within) > 0).toList();
    if (!late.isEmpty()) {
      return failed(
          trial,
          String.join(
              ", ",
              late.stream().map(e -> e.container() + " took " + Spans.text(e.took())).toList()));
    }
    var longest = containers.stream().map(Observation.Ended::took).max(Duration::compareTo);
    return passed(
        trial, longest.map(l -> "the last one after " + Spans.text(l)).orElse("nothing ran"));
  }

  private static Verdict rolled(Trial trial, Observation.Rolled seen) {
    var requests = "%d requests, %d failed".formatted(seen.requests(), seen.failed());
    if (seen.took().isEmpty()) {
      return new Verdict(
          Outcome.TIMED_OUT, trial.expected(), "the deployment is not completed; " + requests);
    }
    var came = "completed in %s; %s".formatted(Spans.text(seen.took().get()), requests);
    if (seen.failed() > 0) {
      return failed(trial, came + ": " + String.join("; ", seen.faults()));
    }
    return seen.requests() == 0 ? failed(trial, came + ": nothing was asked") : passed(trial, came);
  }

  private static List<String> differing(Map<String, String> due, Map<String, String> seen) {
    var faults = new ArrayList<String>();
    new TreeMap<>(due)
        .forEach((pointer, value) -> {
          if (!value.equals(seen.get(pointer))) {
            faults.add(
                seen.containsKey(pointer)
                    ? pointer + " is " + quoted(String.valueOf(seen.get(pointer)))
                    : "nothing at " + pointer);
          }
        });
    return faults;
  }

  private static String first(Map<String, List<String>> headers, String name) {
    return headers.getOrDefault(name, List.of("")).getFirst();
  }

  private static String lower(String text) {
    return text.toLowerCase(java.util.Locale.ROOT);
  }

  private static Verdict passed(Trial trial, String came) {
    return new Verdict(Outcome.PASSED, trial.expected(), came);
  }

  private static Verdict failed(Trial trial, String came) {
    return new Verdict(Outcome.FAILED, trial.expected(), came);
  }
}
