package dev.taskdock.cli;

import dev.taskdock.app.FrontDesk;
import dev.taskdock.app.FrontStatus;
import dev.taskdock.app.Inquiry;
import dev.taskdock.app.RouteExplanation;
import dev.taskdock.input.Fields;
import dev.taskdock.json.JsonWriter;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;

/// What load balancers that run answer to other terminals: the words of ELBv2 where it has words.
final class FrontAnswers {
  static final String STATUS = "DescribeLoadBalancers";

  /// Not one of ELBv2's.
  static final String WHY = "ExplainRoute";

  private FrontAnswers() {}

  /// The answer to `STATUS`.
  static String status(FrontDesk desk) {
    var status = desk.status();
    var shape = new LinkedHashMap<String, Object>();
    shape.put("Listeners", status.listeners().stream().map(FrontAnswers::shape).toList());
    shape.put(
        "TargetHealthDescriptions", status.targets().stream().map(FrontAnswers::shape).toList());
    shape.put("Metrics", status.metrics().stream().map(FrontAnswers::shape).toList());
    shape.put("LogLinesLost", status.lost());
    return JsonWriter.line(shape);
  }

  /// The answer to `WHY`.
  static String why(FrontDesk desk, Fields asked) {
    var headers = new ArrayList<Inquiry.Header>();
    for (var header : asked.objects("headers")) {
      headers.add(
          new Inquiry.Header(header.text("name").orElse(""), header.text("value").orElse("")));
    }
    int port = (int) asked.whole("port").orElse(80);
    return desk.why(
            new Inquiry(
                asked.text("method").orElse("GET"),
                port,
                asked.text("host").orElse(""),
                asked.text("path").orElse("/"),
                asked.text("query").orElse(""),
                headers))
        .map(FrontAnswers::shape)
        .map(JsonWriter::line)
        .orElseGet(() -> refusal("no listener is at port " + port));
  }

  static String refusal(String why) {
    return JsonWriter.line(Map.of("error", why));
  }

  private static Map<String, Object> shape(FrontStatus.Door door) {
    var shape = new LinkedHashMap<String, Object>();
    shape.put("LoadBalancerName", door.loadBalancer());
    shape.put("Port", door.port());
    shape.put("Url", door.url());
    shape.put(
        "Rules",
        door.rules().stream()
            .map(rule ->
                Map.of(
                    "Priority", rule.priority(),
                    "Conditions", rule.conditions(),
                    "Actions", rule.actions()))
            .toList());
    return shape;
  }

  private static Map<String, Object> shape(FrontStatus.Enrolled target) {
    var shape = new LinkedHashMap<String, Object>();
    shape.put("TargetGroupName", target.group());
    shape.put("Target", target.target());
    shape.put("State", target.state());
    shape.put("Reason", target.reason());
    shape.put("Description", target.description());
    shape.put("LastCheck", target.answered());
    shape.put("OutstandingRequests", target.outstanding());
    return shape;
  }

  private static Map<String, Object> shape(FrontStatus.Figure figure) {
    var shape = new LinkedHashMap<String, Object>();
    shape.put("MetricName", figure.name());
    shape.put("Dimensions", figure.dimensions());
    shape.put("Value", number(figure.value()));
    return shape;
  }

  private static Object number(double value) {
    return value == Math.rint(value) ? (Object) (long) value : (Object) value;
  }

  private static Map<String, Object> shape(RouteExplanation explanation) {
    var shape = new LinkedHashMap<String, Object>();
    shape.put("LoadBalancerName", explanation.loadBalancer());
    shape.put("Port", explanation.port());
    shape.put("Priority", explanation.priority());
    shape.put("Action", explanation.action());
    shape.put("TargetGroups", explanation.groups());
    shape.put(
        "Refused",
        explanation.refused().stream()
            .map(r -> Map.of("Priority", r.priority() + "", "Failures", r.failures()))
            .toList());
    return shape;
  }

  /// Answers what is asked of load balancers; empty where it is something else.
  static Optional<String> answer(String action, Fields asked, Optional<? extends FrontDesk> desk) {
    return switch (action) {
      case STATUS -> Optional.of(desk.map(FrontAnswers::status).orElseGet(() -> none()));
      case WHY -> Optional.of(desk.map(d -> why(d, asked)).orElseGet(() -> none()));
      default -> Optional.empty();
    };
  }

  private static String none() {
    return refusal("no load balancer stands in front of these services");
  }

  /// The texts in a list.
  static List<String> texts(Fields fields, String name) {
    return fields.texts(name, "text");
  }
}
