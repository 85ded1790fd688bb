package dev.taskdock.cli;

import dev.taskdock.input.Fields;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.concurrent.Callable;
import java.util.stream.Collectors;
import org.jspecify.annotations.Nullable;
import picocli.CommandLine.Command;
import picocli.CommandLine.Option;

/// `taskdock lb status`: the load balancers of a running `up` or `lb`, from any terminal.
@Command(name = "status", description = "Show listeners, rules, targets and metrics.")
final class LbStatusCommand implements Callable<Integer> {
  private final Terminal terminal;

  @Option(names = "--json", description = "One object.")
  private boolean json;

  @Option(names = "--project", paramLabel = "NAME", description = "Whose, if several are up.")
  private @Nullable String project;

  LbStatusCommand(Terminal terminal) {
    this.terminal = terminal;
  }

  @Override
  public Integer call() throws Exception {
    return ControlLine.of(Optional.ofNullable(project), terminal)
        .ask(ControlLine.request(FrontAnswers.STATUS), this::print);
  }

  private void print(String answer) {
    var data = terminal.data();
    if (json) {
      data.println(answer);
    } else {
      data.print(text(answer));
    }
    data.flush();
  }

  private static String text(String answer) {
    var text = new StringBuilder();
    for (var listener : ControlLine.objects(answer, "Listeners")) {
      text.append(
          "%s  port %s  %s%n"
              .formatted(
                  word(listener, "LoadBalancerName"),
                  word(listener, "Port"),
                  listener.text("Url").orElse("not served here")));
      text.append(
          Columns.of(listener.objects("Rules").stream().map(LbStatusCommand::rule).toList()));
    }
    var targets = ControlLine.objects(answer, "TargetHealthDescriptions");
    if (!targets.isEmpty()) {
      text.append('\n').append(table(targets, LbStatusCommand::target, TARGETS));
    }
    var metrics = ControlLine.objects(answer, "Metrics");
    if (!metrics.isEmpty()) {
      text.append('\n').append(table(metrics, LbStatusCommand::metric, METRICS));
    }
    ControlLine.fields(answer)
        .map(f -> f.whole("LogLinesLost").orElse(0))
        .filter(lost -> lost > 0)
        .ifPresent(lost -> text.append("%nlines of logs lost: %d%n".formatted(lost)));
    return text.toString();
  }

  private static final List<String> TARGETS =
      List.of("TARGET GROUP", "TARGET", "STATE", "REASON", "LAST CHECK", "OUTSTANDING");
  private static final List<String> METRICS = List.of("METRIC", "VALUE", "OF");

  private static String table(
      List<Fields> rows,
      java.util.function.Function<Fields, List<String>> cells,
      List<String> head) {
    var all = new ArrayList<List<String>>();
    all.add(head);
    rows.stream().map(cells).forEach(all::add);
    return Columns.of(all);
  }

  private static List<String> rule(Fields rule) {
    var conditions = FrontAnswers.texts(rule, "Conditions");
    return List.of(
        "  " + word(rule, "Priority"),
        conditions.isEmpty() ? "-" : String.join(" and ", conditions),
        String.join(", then ", FrontAnswers.texts(rule, "Actions")));
  }

  private static List<String> target(Fields target) {
    return List.of(
        word(target, "TargetGroupName"),
        word(target, "Target"),
        word(target, "State"),
        target.text("Reason").orElse("-"),
        target.text("LastCheck").orElse("-"),
        word(target, "OutstandingRequests"));
  }

  private static List<String> metric(Fields metric) {
    return List.of(
        word(metric, "MetricName"),
        word(metric, "Value"),
        metric.textsByName("Dimensions").values().stream().collect(Collectors.joining(" ")));
  }

  private static String word(Fields fields, String name) {
    return fields.anyText(name).orElse("");
  }
}
